/* Names for the compiler attributes that this code uses. Nothing here depends on a machine. */
#ifndef LIB_BASE_COMPILER_H
#define LIB_BASE_COMPILER_H

#define MUST_CHECK          __attribute__((warn_unused_result))
#define NORETURN            __attribute__((noreturn))
#define PRINTF_FORMAT(f, a) __attribute__((format(printf, f, a)))
#define PACKED              __attribute__((packed))
#define ALIGNED(n)          __attribute__((aligned(n)))
#define USED                __attribute__((used))
#define SECTION(name)       __attribute__((section(name)))
#define NOINLINE            __attribute__((noinline))

/* For the functions that a compiler may call by itself: do not turn the body into such a call. */
#ifdef __clang__
#define NO_BUILTIN __attribute__((no_builtin))
#else
#define NO_BUILTIN __attribute__((optimize("no-tree-loop-distribute-patterns")))
#endif

/* Clang's thread-safety analysis: which locks a function takes, gives back, or needs held. Others
 * pass over it. A lock is named by the object: REQUIRES(queue->lock). */
#ifdef __clang__
#define CAPABILITY(kind)  __attribute__((capability(kind)))
#define ACQUIRES(...)     __attribute__((acquire_capability(__VA_ARGS__)))
#define TRY_ACQUIRES(...) __attribute__((try_acquire_capability(__VA_ARGS__)))
#define RELEASES(...)     __attribute__((release_capability(__VA_ARGS__)))
#define REQUIRES(...)     __attribute__((requires_capability(__VA_ARGS__)))
#define EXCLUDES(...)     __attribute__((locks_excluded(__VA_ARGS__)))
#define GUARDED_BY(lock)  __attribute__((guarded_by(lock)))
#define UNCHECKED_LOCKS   __attribute__((no_thread_safety_analysis))
#else
#define CAPABILITY(kind)
#define ACQUIRES(...)
#define TRY_ACQUIRES(...)
#define RELEASES(...)
#define REQUIRES(...)
#define EXCLUDES(...)
#define GUARDED_BY(lock)
#define UNCHECKED_LOCKS
#endif

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* The structure that holds `member` at `ptr`. */
#define CONTAINER_OF(ptr, type, member) ((type *)((char *)(ptr) - offsetof(type, member)))

#endif
