/*
 * From a line to its handlers.
 *
 * Each line that has ever had a handler owns a struct line: the list of handlers, and how many
 * walks over it are under way. A walk takes the lock only to begin and to end, so handlers run
 * without it; a handler that is removed stays linked to the rest of the list, and its owner waits
 * until no walk that may have seen it is left.
 *
 * A line that interrupts without any handler having a reason is spurious now and then; a line that
 * does nothing else would hold the processor for ever, so after MAX_UNHANDLED of them in a row it
 * is masked, with a message.
 */
#include <kernel/core/interrupt.h>

#include <stddef.h>

#include <kernel/core/log.h>
#include <kernel/core/smp.h>
#include <kernel/core/spinlock.h>
#include <lib/base/errno.h>

enum { MAX_UNHANDLED = 1000 };

struct line {
	bool is_known; /* the table's lock; the lock below is initialised */
	struct spinlock lock;
	struct irq_handler *handlers; /* L */
	unsigned trigger;             /* L, while there are handlers */
	uint32_t nr_walks;            /* L */
	uint32_t nr_unhandled;        /* L, in a row */
	uint64_t nr_interrupts;       /* L */
};

static struct line lines[IRQ_MAX_LINES];
static struct spinlock table_lock = SPINLOCK_INIT("irq.table", LOCK_RANK_IRQ_TABLE);
static void (*timer_hook)(void);    /* written at boot */
static void (*schedule_hook)(void); /* written at boot */

static void add_locked(struct line *line, struct irq_handler *handler) REQUIRES(line->lock)
{
	struct irq_handler **end = &line->handlers;

	while (*end)
		end = &(*end)->next;
	handler->next = NULL;
	*end = handler;
}

int irq_add_handler(uint32_t number, unsigned trigger, uint32_t cpu, struct irq_handler *handler)
{
	struct line *line = &lines[number];
	irq_state_t outer, before;
	bool first;
	int error = 0;

	if (number >= IRQ_MAX_LINES)
		return -EINVAL;
	outer = spin_lock_irq(&table_lock); /* one change of any line at a time */
	if (!line->is_known)
		spin_init(&line->lock, "irq.line", LOCK_RANK_IRQ_LINE);
	line->is_known = true;
	before = spin_lock_irq(&line->lock);
	first = !line->handlers;
	if (!first && (!(trigger & IRQ_LEVEL) || trigger != line->trigger)) {
		error = -EBUSY;
	} else {
		line->trigger = trigger;
		line->nr_unhandled = 0;
		add_locked(line, handler);
	}
	spin_unlock_irq(&line->lock, before);
	if (!error && first)
		error = irq_enable(number, trigger, cpu);
	spin_unlock_irq(&table_lock, outer);
	if (error && error != -EBUSY)
		irq_remove_handler(number, handler);
	return error;
}

void irq_remove_handler(uint32_t number, struct irq_handler *handler)
{
	struct line *line = &lines[number];
	irq_state_t before = spin_lock_irq(&line->lock);
	struct irq_handler **link = &line->handlers;

	while (*link && *link != handler)
		link = &(*link)->next;
	if (*link)
		*link = handler->next;
	if (!line->handlers)
		irq_mask(number);
	while (line->nr_walks > 0) {
		spin_unlock_irq(&line->lock, before);
		cpu_relax();
		before = spin_lock_irq(&line->lock);
	}
	spin_unlock_irq(&line->lock, before);
}

uint64_t irq_count(uint32_t number)
{
	return number < IRQ_MAX_LINES ? lines[number].nr_interrupts : 0;
}

static struct irq_handler *begin_walk(struct line *line)
{
	irq_state_t before = spin_lock_irq(&line->lock);
	struct irq_handler *first = line->handlers;

	line->nr_walks++;
	line->nr_interrupts++;
	spin_unlock_irq(&line->lock, before);
	return first;
}

/* Returns whether the line must be silenced. */
static bool end_walk(struct line *line, unsigned nr_handled)
{
	irq_state_t before = spin_lock_irq(&line->lock);
	bool silence;

	line->nr_walks--;
	line->nr_unhandled = nr_handled ? 0 : line->nr_unhandled + 1;
	silence = line->nr_unhandled == MAX_UNHANDLED;
	spin_unlock_irq(&line->lock, before);
	return silence;
}

void irq_dispatch_line(uint32_t number)
{
	struct line *line = &lines[number];
	unsigned nr_handled = 0;

	if (number >= IRQ_MAX_LINES || !line->is_known) {
		irq_mask(number);
		return;
	}
	for (struct irq_handler *handler = begin_walk(line); handler; handler = handler->next)
		nr_handled += handler->handle(handler);
	if (!end_walk(line, nr_handled))
		return;
	irq_mask(number);
	log_error("irq: line %u interrupts without a reason, masked", number);
}

void irq_dispatch_ipi(enum irq_ipi ipi)
{
	if (ipi == IRQ_IPI_CALL)
		smp_answer_call();
	else if (schedule_hook)
		schedule_hook();
}

void irq_dispatch_timer(void)
{
	if (timer_hook)
		timer_hook();
}

void (*irq_set_timer_hook(void (*hook)(void)))(void)
{
	void (*before)(void) = timer_hook;

	timer_hook = hook;
	return before;
}

void (*irq_set_schedule_hook(void (*hook)(void)))(void)
{
	void (*before)(void) = schedule_hook;

	schedule_hook = hook;
	return before;
}
