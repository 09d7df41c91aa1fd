/*
 * Invariants:
 *   1. weight and sum are over the tree and the current entity, exactly;
 *   2. the tree is in the order of vruntime, and `earliest` is right in each node;
 *   3. base is the average, rounded down, whenever an entity has come, gone or been charged; so sum
 *      stays below the total weight there and never overflows.
 *
 * Eligible means vruntime <= average, that is (vruntime - base) * weight <= sum: no division, no
 * rounding, so the entity furthest behind always is eligible. In the order of vruntime the eligible
 * ones come first, and the subtrees' earliest deadlines lead to the one among them in one descent.
 */
#include <kernel/task/runqueue.h>

#include <lib/base/math.h>

/* 1024 * 1.25^-nice, rounded; from -20 to 19. */
static const uint32_t weight_of_nice[] = {
	88818, 71054, 56843, 45475, 36380, 29104, 23283, 18626, 14901, 11921,
	9537,  7629,  6104,  4883,  3906,  3125,  2500,  2000,  1600,  1280,
	1024,  819,   655,   524,   419,   336,   268,   215,   172,   137,
	110,   88,    70,    56,    45,    36,    29,    23,    18,    15,
};

_Static_assert(ARRAY_SIZE(weight_of_nice) == RUNQUEUE_MAX_NICE - RUNQUEUE_MIN_NICE + 1,
               "one weight for each nice value");

static struct run_entity *entity_of(const struct tree_node *node)
{
	return node ? CONTAINER_OF(node, struct run_entity, node) : NULL;
}

/* Is virtual time a before b? */
static bool before(uint64_t a, uint64_t b)
{
	return (int64_t)(a - b) < 0;
}

static bool runs_behind(const struct tree_node *a, const struct tree_node *b)
{
	return before(entity_of(a)->vruntime, entity_of(b)->vruntime);
}

static void gather_earliest(struct tree_node *node)
{
	struct run_entity *entity = entity_of(node);
	const struct tree_node *children[] = {node->left, node->right};

	entity->earliest = entity->deadline;
	for (size_t i = 0; i < ARRAY_SIZE(children); i++) {
		if (children[i] && before(entity_of(children[i])->earliest, entity->earliest))
			entity->earliest = entity_of(children[i])->earliest;
	}
}

void runqueue_init(struct runqueue *queue)
{
	*queue = (struct runqueue){.tree = {.less = runs_behind, .update = gather_earliest}};
}

void run_entity_init(struct run_entity *entity, uint32_t weight, uint32_t slice_ns)
{
	*entity = (struct run_entity){.weight = weight, .slice_ns = slice_ns};
}

uint32_t run_weight_of_nice(int nice)
{
	return weight_of_nice[nice - RUNQUEUE_MIN_NICE];
}

static uint64_t virtual_slice(const struct run_entity *entity)
{
	return (uint64_t)entity->slice_ns * RUNQUEUE_NORMAL_WEIGHT / entity->weight;
}

/* Weight times the distance from base: an entity's part of sum. */
static int64_t part_of_sum(const struct runqueue *queue, const struct run_entity *entity)
{
	return (int64_t)(entity->vruntime - queue->base) * entity->weight;
}

/* Moves base to the average, rounded down. */
static void rebase(struct runqueue *queue)
{
	int64_t weight = (int64_t)queue->weight, step;

	if (weight == 0)
		return;
	step = queue->sum / weight;
	if (queue->sum % weight < 0)
		step--;
	queue->base += (uint64_t)step;
	queue->sum -= step * weight;
}

/* Counts the entity in, with its lag. Coming with a lag moves the average the other way, so the
 * distance must be larger for the same lag to be left; EEVDF's paper has the sum [EEVDF 4]. */
static void join(struct runqueue *queue, struct run_entity *entity)
{
	int64_t distance = entity->lag;

	if (queue->weight > 0)
		distance += entity->lag * (int64_t)entity->weight / (int64_t)queue->weight;
	entity->vruntime = queue->base - (uint64_t)distance;
	entity->deadline = entity->vruntime + virtual_slice(entity);
	queue->sum += part_of_sum(queue, entity);
	queue->weight += entity->weight;
	queue->nr++;
	rebase(queue);
}

/* Counts the entity out and notes its lag, bounded. */
static void leave(struct runqueue *queue, struct run_entity *entity)
{
	int64_t bound = 2 * (int64_t)virtual_slice(entity);
	int64_t lag = (int64_t)(queue->base - entity->vruntime);

	if (lag > bound)
		lag = bound;
	entity->lag = lag < -bound ? -bound : lag;
	queue->sum -= part_of_sum(queue, entity);
	queue->weight -= entity->weight;
	queue->nr--;
	rebase(queue);
}

void runqueue_add(struct runqueue *queue, struct run_entity *entity)
{
	join(queue, entity);
	tree_add(&queue->tree, &entity->node);
}

void runqueue_remove(struct runqueue *queue, struct run_entity *entity)
{
	if (entity == queue->current)
		queue->current = NULL;
	else
		tree_remove(&queue->tree, &entity->node);
	leave(queue, entity);
}

bool runqueue_charge(struct runqueue *queue, uint64_t ns)
{
	struct run_entity *entity = queue->current;
	uint64_t scaled, virtual_ns;

	if (!entity)
		return false;
	scaled = ns * RUNQUEUE_NORMAL_WEIGHT + entity->remainder;
	virtual_ns = scaled / entity->weight;
	entity->remainder = scaled % entity->weight;
	entity->vruntime += virtual_ns;
	queue->sum += (int64_t)(virtual_ns * entity->weight);
	rebase(queue);
	if (before(entity->vruntime, entity->deadline))
		return false;
	entity->deadline = entity->vruntime + virtual_slice(entity);
	return queue->nr > 1;
}

static bool is_eligible(const struct runqueue *queue, const struct run_entity *entity)
{
	int64_t distance = (int64_t)(entity->vruntime - queue->base);

	return (__int128)distance * (int64_t)queue->weight <= queue->sum;
}

/* The node with the earliest deadline in the subtree. */
static struct run_entity *descend(struct tree_node *node)
{
	uint64_t earliest = entity_of(node)->earliest;

	while (entity_of(node)->deadline != earliest) {
		if (node->left && entity_of(node->left)->earliest == earliest)
			node = node->left;
		else
			node = node->right;
	}
	return entity_of(node);
}

/* Of those who wait and are eligible, the one with the earliest deadline; or null. On the way down,
 * each eligible node ends a run of eligible ones: itself and its whole left subtree. */
static struct run_entity *best_waiting(const struct runqueue *queue)
{
	struct tree_node *node = queue->tree.root, *subtree = NULL;
	struct run_entity *best = NULL;

	while (node) {
		struct run_entity *entity = entity_of(node);

		if (!is_eligible(queue, entity)) {
			node = node->left;
			continue;
		}
		if (!best || before(entity->deadline, best->deadline))
			best = entity;
		if (node->left && (!subtree || before(entity_of(node->left)->earliest,
		                                      entity_of(subtree)->earliest)))
			subtree = node->left;
		node = node->right;
	}
	if (subtree && !before(best->deadline, entity_of(subtree)->earliest))
		return descend(subtree);
	return best;
}

/* Who should run. The current one keeps the processor where deadlines are equal. */
static struct run_entity *best(const struct runqueue *queue)
{
	struct run_entity *waiting = best_waiting(queue), *current = queue->current;

	if (!current || !is_eligible(queue, current))
		return waiting;
	if (!waiting || !before(waiting->deadline, current->deadline))
		return current;
	return waiting;
}

struct run_entity *runqueue_pick(struct runqueue *queue)
{
	struct run_entity *chosen = best(queue);

	if (chosen == queue->current)
		return chosen;
	tree_remove(&queue->tree, &chosen->node);
	if (queue->current)
		tree_add(&queue->tree, &queue->current->node);
	queue->current = chosen;
	return chosen;
}

bool runqueue_wants_switch(const struct runqueue *queue)
{
	return best(queue) != queue->current;
}

uint64_t runqueue_left_ns(const struct runqueue *queue)
{
	const struct run_entity *entity = queue->current;
	int64_t left = (int64_t)(entity->deadline - entity->vruntime);

	return max_u64(1, (uint64_t)left * entity->weight / RUNQUEUE_NORMAL_WEIGHT);
}

void runqueue_set_weight(struct runqueue *queue, struct run_entity *entity, uint32_t weight)
{
	bool waits = entity != queue->current;

	if (waits)
		tree_remove(&queue->tree, &entity->node);
	leave(queue, entity);
	run_entity_set_weight(entity, weight);
	join(queue, entity);
	if (waits)
		tree_add(&queue->tree, &entity->node);
}

void run_entity_set_weight(struct run_entity *entity, uint32_t weight)
{
	entity->lag = entity->lag * entity->weight / weight;
	entity->remainder = entity->remainder * weight / entity->weight;
	entity->weight = weight;
}

struct run_entity *runqueue_first_waiting(const struct runqueue *queue)
{
	return entity_of(tree_first(&queue->tree));
}

struct run_entity *runqueue_next_waiting(struct run_entity *entity)
{
	return entity_of(tree_next(&entity->node));
}
