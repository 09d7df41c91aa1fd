/*
 * Any life of a run queue against its slow twin. The input is a list of pairs of bytes: what
 * happens, and to whom or for how long. At the end everybody who is in must still get a turn.
 */
#include <lib/base/fuzz.h>

#include <string.h>

#include <kernel/task/runqueue_sample.h>

enum {
	/* Weights here differ by a factor of 84 at most: that many requests of the heaviest pass
	 * for one of the lightest, of each of the others, and a lag of some requests on either
	 * side. */
	MAX_ROUNDS = 84 * MODEL_MAX * 24,
};

static void come_or_go(struct model *model, int i)
{
	if (model->is_in[i])
		model_remove(model, i);
	else
		model_add(model, i);
}

static void change_weight(struct model *model, int i, int nice)
{
	if (model->is_in[i])
		runqueue_set_weight(&model->queue, &model->entities[i], run_weight_of_nice(nice));
}

/* Whoever should run does, for up to twice the slice. */
static void run_a_while(struct model *model, uint8_t amount)
{
	int i = model_pick(model);

	if (i >= 0)
		runqueue_charge(&model->queue,
		                (uint64_t)model->entities[i].slice_ns * amount / 128);
}

static void do_step(struct model *model, uint8_t what, uint8_t amount)
{
	int i = what / 4 % MODEL_MAX;

	switch (what % 4) {
	case 0:
		come_or_go(model, i);
		break;
	case 1:
		change_weight(model, i, amount % 20 - 10);
		break;
	case 2:
		model_pick(model);
		break;
	default:
		run_a_while(model, amount);
		break;
	}
	model_check(model);
}

static void everybody_gets_a_turn(struct model *model)
{
	bool had_turn[MODEL_MAX] = {false};
	uint32_t missing = model->queue.nr;

	for (int round = 0; missing > 0; round++) {
		int i = model_pick(model);

		fuzz_expect(round < MAX_ROUNDS);
		missing -= !had_turn[i];
		had_turn[i] = true;
		runqueue_charge(&model->queue, runqueue_left_ns(&model->queue));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct model model;

	memset(&model, 0, sizeof(model));
	runqueue_init(&model.queue);
	model.queue.base = UINT64_MAX - (1u << 30);
	for (int i = 0; i < MODEL_MAX; i++)
		run_entity_init(&model.entities[i], run_weight_of_nice(i % 20 - 10),
		                RUNQUEUE_MIN_SLICE_NS * (1u + (uint32_t)i * 4));
	for (size_t at = 0; at + 1 < size; at += 2)
		do_step(&model, data[at], data[at + 1]);
	everybody_gets_a_turn(&model);
	return 0;
}
