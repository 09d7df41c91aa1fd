/*
 * The order of all locks: whoever holds one may take only locks of a higher rank. The list with its
 * reasons is docs/locks.md, under the same numbers; a test compares the two.
 *
 * Ranks below LOCK_RANK_SPIN are for locks that sleep (mutexes), the others for spinlocks. Gaps are
 * left so that a new lock finds its place without moving the others.
 */
#ifndef KERNEL_CORE_LOCK_RANK_H
#define KERNEL_CORE_LOCK_RANK_H

enum lock_rank {
	LOCK_RANK_TEST_MUTEX_OUTER = 10, /* task/lock_ktest.c */
	LOCK_RANK_TEST_MUTEX_INNER = 20,
	LOCK_RANK_RCU_PERIOD = 900,  /* task/rcu.c: one grace period at a time */
	LOCK_RANK_SPIN = 1000,       /* no lock: where the spinlocks begin */
	LOCK_RANK_SMP_CALL = 1005,   /* core/smp.c: one cross-call at a time */
	LOCK_RANK_TEST_OUTER = 1010, /* core/lock_ktest.c, core/provoke.c */
	LOCK_RANK_TEST_INNER = 1020,
	LOCK_RANK_WORK = 1100,        /* task/work.c: a queue of work */
	LOCK_RANK_MUTEX = 1200,       /* task/mutex.c: who waits for a mutex */
	LOCK_RANK_SEMAPHORE = 1210,   /* task/semaphore.c */
	LOCK_RANK_COMPLETION = 1220,  /* task/completion.c */
	LOCK_RANK_STACK = 1290,       /* task/stack.c: free stacks */
	LOCK_RANK_THREAD_LIST = 1300, /* task/thread.c: all threads */
	LOCK_RANK_RCU = 1400,         /* task/rcu.c: what a processor wants called */
	LOCK_RANK_HEAP_LIST = 1470,   /* mem/heap.c: which caches there are */
	LOCK_RANK_HEAP_CACHE = 1480,  /* mem/heap.c: the slabs of a cache */
	LOCK_RANK_KMAP = 1490,        /* mem/areas.c: address space and the kernel's page tables */
	LOCK_RANK_ZONE = 1500,        /* mem/frame.c: the free blocks of a zone */
	LOCK_RANK_UNTOUCHED = 1510,   /* mem/untouched.c: memory without descriptors so far */
	LOCK_RANK_TIMER = 1750,       /* task/timer.c: a processor's timers */
	LOCK_RANK_RUN_QUEUE = 1760,   /* task/sched.c: a processor's run queue */
	LOCK_RANK_IRQ_TABLE = 1800,   /* core/interrupt.c: which handler serves what */
	LOCK_RANK_IRQ_LINE = 1810,    /* core/interrupt.c: the handlers of one line */
	LOCK_RANK_IRQ_CONTROLLER = 1820, /* a controller's registers, in arch/ */
	LOCK_RANK_LOG = 1900,            /* core/log.c: the ring and its sinks; innermost */
};

#endif
