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
#define UNUSED              __attribute__((unused))

/* For the functions that a compiler may call by itself: do not turn the body into such a call. */
#ifdef __clang__
#define NO_BUILTIN __attribute__((no_builtin))
#else
#define NO_BUILTIN __attribute__((optimize("no-tree-loop-distribute-patterns")))
#endif

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* The structure that holds `member` at `ptr`. */
#define CONTAINER_OF(ptr, type, member) ((type *)((char *)(ptr) - offsetof(type, member)))

#endif
