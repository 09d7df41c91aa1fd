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
	LOCK_RANK_SPIN = 1000,       /* no lock: where the spinlocks begin */
	LOCK_RANK_TEST_OUTER = 1010, /* core/lock_ktest.c, core/provoke.c */
	LOCK_RANK_TEST_INNER = 1020,
	LOCK_RANK_ZONE = 1500,      /* mem/frame.c: the free blocks of a zone */
	LOCK_RANK_UNTOUCHED = 1510, /* mem/untouched.c: memory without descriptors so far */
	LOCK_RANK_SMP_CALL = 1700,  /* core/smp.c: one cross-call at a time */
	LOCK_RANK_IRQ_TABLE = 1800, /* core/interrupt.c: which handler serves what */
	LOCK_RANK_LOG = 1900,       /* core/log.c: the ring and its sinks; innermost */
};

#endif
