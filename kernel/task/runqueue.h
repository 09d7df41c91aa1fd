/*
 * The fair policy of one processor as a pure data structure: who runs next, and for how long.
 *
 * Each entity has a weight and should get weight / (sum of weights) of the processor. How far it
 * has come is its *virtual runtime*: nanoseconds received, times 1024 / weight. The queue's virtual
 * time is the weighted average of all virtual runtimes, and an entity's *lag* is how far it is
 * behind that. An entity runs in requests of slice_ns; a request's virtual deadline is when it
 * would be done if the processor were shared out perfectly. The rule [EEVDF]:
 *
 *   of the entities that are eligible (lag >= 0), the one with the earliest deadline runs.
 *
 * A short slice therefore means to run sooner, never to run more. An entity that leaves (to sleep,
 * or to another processor) takes its lag along, at most two slices of it, and starts with it again.
 *
 * Everything takes O(log n). No lock and no clock: the owner has both. It is compiled for the host
 * and tested against a slow model there.
 */
#ifndef KERNEL_TASK_RUNQUEUE_H
#define KERNEL_TASK_RUNQUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include <lib/base/compiler.h>
#include <lib/base/tree.h>

enum {
	RUNQUEUE_NORMAL_WEIGHT = 1024,
	RUNQUEUE_MIN_WEIGHT = 15,
	RUNQUEUE_MAX_WEIGHT = 88818,
	RUNQUEUE_MIN_SLICE_NS = 100 * 1000,
	RUNQUEUE_NORMAL_SLICE_NS = 3 * 1000 * 1000,
	RUNQUEUE_MAX_SLICE_NS = 100 * 1000 * 1000,
	RUNQUEUE_MIN_NICE = -20,
	RUNQUEUE_MAX_NICE = 19,
};

struct run_entity {
	struct tree_node node; /* in the queue's tree, unless it is the current one */
	uint64_t vruntime;     /* virtual ns, wraps; only differences mean anything */
	uint64_t deadline;     /* virtual ns: the end of its present request */
	uint64_t earliest;     /* deadline among the nodes of the subtree from here down */
	int64_t lag;           /* virtual ns, kept while it is in no queue */
	uint64_t remainder;    /* of the last division by weight, so that nothing is given away */
	uint32_t weight;
	uint32_t slice_ns;
};

struct runqueue {
	struct tree tree;           /* those who wait, by vruntime */
	struct run_entity *current; /* who runs; counts in everything but the tree; or null */
	uint64_t base;              /* a virtual time near the average */
	int64_t sum;                /* over all entities: weight * (vruntime - base) */
	uint64_t weight;            /* over all entities */
	uint32_t nr;                /* entities, the current one included */
};

void runqueue_init(struct runqueue *queue);

/* A new entity, in no queue, without lag. weight and slice_ns are within the bounds above. */
void run_entity_init(struct run_entity *entity, uint32_t weight, uint32_t slice_ns);

/* The weight that goes with a nice value from -20 to 19: each step is a quarter more or less. */
uint32_t run_weight_of_nice(int nice);

/* Adds an entity that is in no queue, with the lag that it left the last one with. */
void runqueue_add(struct runqueue *queue, struct run_entity *entity);

/* Takes an entity out, the current one or one that waits, and notes its lag. */
void runqueue_remove(struct runqueue *queue, struct run_entity *entity);

/* The current entity has run for ns more. Returns true if its request is done with that (it begins
 * another) and others wait: it is time to pick. */
bool runqueue_charge(struct runqueue *queue, uint64_t ns);

/* Makes the entity that should run now the current one and returns it; null in an empty queue. */
struct run_entity *runqueue_pick(struct runqueue *queue);

/* Would runqueue_pick choose another than the current one? */
bool runqueue_wants_switch(const struct runqueue *queue);

/* Nanoseconds until the current entity's request is done, at least 1. There must be a current one.
 */
uint64_t runqueue_left_ns(const struct runqueue *queue);

/* Changes the weight of an entity of this queue; its lag in real time stays. */
void runqueue_set_weight(struct runqueue *queue, struct run_entity *entity, uint32_t weight);

/* The same for an entity that is in no queue. */
void run_entity_set_weight(struct run_entity *entity, uint32_t weight);

/* Entities that wait, in no useful order for the caller but each once; null ends. */
struct run_entity *runqueue_first_waiting(const struct runqueue *queue);
struct run_entity *runqueue_next_waiting(struct run_entity *entity);

#endif
