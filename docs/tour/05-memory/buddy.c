/*
 * A buddy allocator for sixteen pages, small enough to watch: each line shows what is free, and in
 * which blocks. kernel/mem/frame.c is the same with lists instead of loops.
 */
#include <stdio.h>
#include <stdlib.h>

enum { NR_PAGES = 16, MAX_ORDER = 4, NOT_FREE = -1 };

static int free_order[NR_PAGES]; /* of the free block that begins at this page, or NOT_FREE */

/* The buddy of a block: the other half of the block that the two were cut from. */
static int buddy_of(int page, int order)
{
	return page ^ 1 << order;
}

static void give_block(int page, int order)
{
	while (order < MAX_ORDER && free_order[buddy_of(page, order)] == order) {
		free_order[buddy_of(page, order)] = NOT_FREE;
		page &= ~(1 << order);
		order++;
	}
	free_order[page] = order;
}

static int take_block(int order)
{
	for (int found = order; found <= MAX_ORDER; found++) {
		for (int page = 0; page < NR_PAGES; page++) {
			if (free_order[page] != found)
				continue;
			free_order[page] = NOT_FREE;
			while (found-- > order)
				free_order[buddy_of(page, found)] = found;
			return page;
		}
	}
	return NOT_FREE;
}

static void show(const char *what, int page)
{
	printf("%-4s %2d  ", what, page);
	for (int i = 0; i < NR_PAGES;) {
		int nr = free_order[i] == NOT_FREE ? 1 : 1 << free_order[i];

		printf(free_order[i] == NOT_FREE ? "#" : "[%.*s]", nr, "................");
		i += nr;
	}
	printf("\n");
}

int main(void)
{
	int first, second;

	for (int i = 0; i < NR_PAGES; i++)
		free_order[i] = NOT_FREE;
	give_block(0, MAX_ORDER);
	show("all", NR_PAGES);
	show("take", first = take_block(0));
	show("take", second = take_block(1));
	give_block(first, 0);
	show("give", first);
	give_block(second, 1);
	show("give", second);
	return 0;
}
