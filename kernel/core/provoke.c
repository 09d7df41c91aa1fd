/* Tables of names; faults of the processor are the machine's to make (arch/trap.h). */
#include <kernel/core/provoke.h>

#include <stddef.h>

#include <kernel/arch/trap.h>
#include <kernel/core/log.h>
#include <kernel/core/panic.h>
#include <kernel/core/smp.h>
#include <kernel/core/spinlock.h>
#include <lib/base/string.h>

enum { LONG_HOLD_NS = 50000000 };

static const char *const fault_names[TRAP_NR_PROVOCATIONS] = {
	[TRAP_PROVOKE_DIVIDE] = "divide",
	[TRAP_PROVOKE_INVALID_OPCODE] = "invalid-opcode",
	[TRAP_PROVOKE_NULL] = "null",
	[TRAP_PROVOKE_NON_CANONICAL] = "non-canonical",
	[TRAP_PROVOKE_WRITE_RODATA] = "write-rodata",
	[TRAP_PROVOKE_EXECUTE_DATA] = "execute-data",
	[TRAP_PROVOKE_STACK_OVERFLOW] = "stack-overflow",
};

static struct spinlock outer = SPINLOCK_INIT("provoke.outer", LOCK_RANK_TEST_OUTER);
static struct spinlock inner = SPINLOCK_INIT("provoke.inner", LOCK_RANK_TEST_INNER);

static void lock_wrong_order(void) UNCHECKED_LOCKS
{
	spin_lock(&inner);
	spin_lock(&outer);
}

static void lock_recursion(void) UNCHECKED_LOCKS
{
	spin_lock(&outer);
	spin_lock(&outer);
}

static void lock_missing_unlock(void) UNCHECKED_LOCKS
{
	spin_lock(&outer);
	lock_check_released("provoke", 0);
}

static void lock_not_owner(void) UNCHECKED_LOCKS
{
	spin_unlock(&outer);
}

static void lock_sleep(void)
{
	spin_lock(&outer);
	lock_check_may_sleep("provoke");
	spin_unlock(&outer);
}

static void lock_long_hold(void)
{
	uint64_t start_ns;

	spin_lock(&outer);
	start_ns = time_since_boot_ns();
	while (time_since_boot_ns() - start_ns < LONG_HOLD_NS)
		cpu_relax();
	spin_unlock(&outer);
}

/* What breaks a rule of locks: only a debug build notices, others would hang. */
static const struct {
	const char *name;
	void (*run)(void);
} lock_faults[] = {
	{"lock-order", lock_wrong_order},     {"lock-recursion", lock_recursion},
	{"lock-unlock", lock_missing_unlock}, {"lock-owner", lock_not_owner},
	{"lock-sleep", lock_sleep},           {"lock-hold", lock_long_hold},
};

/* A console that breaks while a panic writes to it, but not for ever. */
static void panicking_write(struct log_sink *sink, const char *text, size_t len)
{
	static bool broken;

	(void)sink;
	if (broken || len < strlen("panic") || strncmp(text, "panic", strlen("panic")) != 0)
		return;
	broken = true;
	panic("a console broke");
}

static void panic_twice(void)
{
	static struct log_sink sink = {.write = panicking_write};

	log_add_sink(&sink);
	panic("asked for on the command line");
}

/* An index that the compiler cannot see. */
static void undefined(const char *name)
{
	static int table[4];

	if (CONFIG_UBSAN)
		log_info("provoke: %d", table[strlen(name)]);
	else
		log_warn("provoke: %s needs a kernel made with CONFIG=ubsan", name);
}

static void spin_for_ever(void *argument)
{
	(void)argument;
	for (;;)
		cpu_relax();
}

/* The others spin with interrupts off, so they never answer again. */
static void stuck_cpu(void)
{
	struct cpu_set others;

	smp_others(&others);
	smp_call(&others, spin_for_ever, NULL);
}

static bool provoke_lock(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(lock_faults); i++) {
		if (strcmp(name, lock_faults[i].name) != 0)
			continue;
		if (CONFIG_DEBUG_LOCKS)
			lock_faults[i].run();
		else
			log_warn("provoke: %s needs a kernel made with CONFIG=debug-locks", name);
		return true;
	}
	return false;
}

void provoke(const char *name)
{
	if (provoke_lock(name))
		return;
	if (strcmp(name, "undefined") == 0) {
		undefined(name);
		return;
	}
	if (strcmp(name, "stuck-cpu") == 0) {
		stuck_cpu();
		return;
	}
	if (strcmp(name, "assert") == 0)
		ASSERT(strlen(name) == 0);
	if (strcmp(name, "panic") == 0)
		panic("asked for on the command line");
	if (strcmp(name, "panic-twice") == 0)
		panic_twice();
	for (int i = 0; i < TRAP_NR_PROVOCATIONS; i++) {
		if (strcmp(name, fault_names[i]) != 0)
			continue;
		if (!trap_provoke(i))
			log_warn("provoke: this machine has no fault for %s", name);
		return;
	}
	log_error("provoke: expected a name from docs/cmdline.md, found %s", name);
}
