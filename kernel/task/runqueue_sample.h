/*
 * The run queue's slow twin, for tests on the host: it keeps the same virtual runtimes but no
 * average, no tree and no sums; every question goes over all entities again.
 */
#ifndef KERNEL_TASK_RUNQUEUE_SAMPLE_H
#define KERNEL_TASK_RUNQUEUE_SAMPLE_H

#include <kernel/task/runqueue.h>

#include <stdlib.h>

enum { MODEL_MAX = 12 };

/* Entities by number; those that are in the queue are marked. */
struct model {
	struct runqueue queue;
	struct run_entity entities[MODEL_MAX];
	bool is_in[MODEL_MAX];
};

static inline void model_expect(int fact)
{
	if (!fact)
		abort();
}

/* The average of all virtual runtimes counts from that of `from`: sum and weight of the fraction.
 */
static inline __int128 model_sum(const struct model *model, uint64_t from, uint64_t *weight)
{
	__int128 sum = 0;

	*weight = 0;
	for (int i = 0; i < MODEL_MAX; i++) {
		const struct run_entity *entity = &model->entities[i];

		if (!model->is_in[i])
			continue;
		sum += (__int128)(int64_t)(entity->vruntime - from) * entity->weight;
		*weight += entity->weight;
	}
	return sum;
}

static inline bool model_is_eligible(const struct model *model, const struct run_entity *entity)
{
	uint64_t weight;

	return model_sum(model, entity->vruntime, &weight) >= 0;
}

/* The earliest deadline of all eligible entities; there must be one. */
static inline uint64_t model_earliest(const struct model *model)
{
	const struct run_entity *best = NULL;

	for (int i = 0; i < MODEL_MAX; i++) {
		const struct run_entity *entity = &model->entities[i];

		if (!model->is_in[i] || !model_is_eligible(model, entity))
			continue;
		if (!best || (int64_t)(entity->deadline - best->deadline) < 0)
			best = entity;
	}
	model_expect(best != NULL); /* somebody is at or behind the average */
	return best->deadline;
}

/* Nanoseconds of real time that the entity is behind its share; below 0: ahead. */
static inline double model_lag_ns(const struct model *model, int i)
{
	const struct run_entity *entity = &model->entities[i];
	uint64_t weight;
	double sum = (double)model_sum(model, entity->vruntime, &weight);

	return sum / (double)weight * entity->weight / RUNQUEUE_NORMAL_WEIGHT;
}

/* What the queue believes about itself agrees with the truth. */
static inline void model_check(const struct model *model)
{
	const struct runqueue *queue = &model->queue;
	uint64_t weight;
	uint32_t nr = 0, nr_waiting = 0;
	__int128 sum = model_sum(model, queue->base, &weight);

	for (int i = 0; i < MODEL_MAX; i++)
		nr += model->is_in[i];
	for (struct run_entity *e = runqueue_first_waiting(queue); e; e = runqueue_next_waiting(e))
		nr_waiting++;
	model_expect(queue->nr == nr && queue->weight == weight && queue->sum == sum);
	model_expect(nr == nr_waiting + (queue->current != NULL));
	model_expect(nr == 0 || (sum >= 0 && sum < (__int128)weight)); /* base is the average */
}

/* Picks, and compares with the truth. Returns the number of the chosen one, -1 in an empty queue.
 */
static inline int model_pick(struct model *model)
{
	struct run_entity *before = model->queue.current, *chosen;
	bool wants_switch = runqueue_wants_switch(&model->queue);

	chosen = runqueue_pick(&model->queue);
	model_expect(chosen == model->queue.current);
	model_expect(wants_switch == (chosen != before));
	if (!chosen) {
		model_expect(model->queue.nr == 0);
		return -1;
	}
	model_expect(model->is_in[chosen - model->entities]);
	model_expect(model_is_eligible(model, chosen));
	model_expect(chosen->deadline == model_earliest(model));
	model_expect(runqueue_left_ns(&model->queue) >= 1);
	return (int)(chosen - model->entities);
}

static inline void model_add(struct model *model, int i)
{
	runqueue_add(&model->queue, &model->entities[i]);
	model->is_in[i] = true;
}

static inline void model_remove(struct model *model, int i)
{
	runqueue_remove(&model->queue, &model->entities[i]);
	model->is_in[i] = false;
}

#endif
