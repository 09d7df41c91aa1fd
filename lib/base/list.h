/*
 * A doubly linked list that runs through its members: each holds a struct list_node, so adding and
 * removing need no memory and cannot fail. The list itself is a node, too; the ring of nodes closes
 * in it.
 *
 *   list -> first -> ... -> last -> list
 *
 * A node that is in no list points to itself, which list_is_linked can tell.
 * No lock: the owner of the list has one.
 */
#ifndef LIB_BASE_LIST_H
#define LIB_BASE_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include <lib/base/compiler.h>

struct list_node {
	struct list_node *next;
	struct list_node *prev;
};

/* For static lists: struct list_node waiters = LIST_INIT(waiters); */
#define LIST_INIT(list) {&(list), &(list)}

/* Goes over all nodes, first to last; the loop must not remove the one it is at. node is a
 * struct list_node pointer of the caller's. */
#define list_for_each(node, list)                                                                  \
	for ((node) = (list)->next; (node) != (list); (node) = (node)->next)

/* Makes an empty list, or a node that is in no list. */
static inline void list_init(struct list_node *node)
{
	node->next = node;
	node->prev = node;
}

static inline bool list_is_empty(const struct list_node *list)
{
	return list->next == list;
}

/* Is the node in a list? It must have been initialised. */
static inline bool list_is_linked(const struct list_node *node)
{
	return node->next != node;
}

/* Puts node, which is in no list, in front of `at`; in front of the list itself is at its end. */
static inline void list_add_before(struct list_node *at, struct list_node *node)
{
	node->next = at;
	node->prev = at->prev;
	at->prev->next = node;
	at->prev = node;
}

static inline void list_add_last(struct list_node *list, struct list_node *node)
{
	list_add_before(list, node);
}

static inline void list_add_first(struct list_node *list, struct list_node *node)
{
	list_add_before(list->next, node);
}

/* Takes the node out of its list, if it is in one. */
static inline void list_remove(struct list_node *node)
{
	node->prev->next = node->next;
	node->next->prev = node->prev;
	list_init(node);
}

/* The first node, or null. */
static inline struct list_node *list_first(const struct list_node *list)
{
	return list->next == list ? NULL : list->next;
}

/* Takes the first node out and returns it; null if there is none. */
static inline struct list_node *list_pop_first(struct list_node *list)
{
	struct list_node *node = list_first(list);

	if (node)
		list_remove(node);
	return node;
}

/* Moves all nodes of `from`, in order, behind those of `list`. */
static inline void list_take_all(struct list_node *list, struct list_node *from)
{
	if (list_is_empty(from))
		return;
	from->next->prev = list->prev;
	list->prev->next = from->next;
	from->prev->next = list;
	list->prev = from->prev;
	list_init(from);
}

#endif
