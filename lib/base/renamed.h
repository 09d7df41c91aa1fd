/*
 * Renames the functions of lib/base/string.h, so that a host program can link ours beside its
 * libc's and compare them. lib/unit.mk includes it before everything else in mem.c and string.c.
 */
#ifndef LIB_BASE_RENAMED_H
#define LIB_BASE_RENAMED_H

#define memcpy  our_memcpy
#define memmove our_memmove
#define memset  our_memset
#define memcmp  our_memcmp
#define memchr  our_memchr
#define strlen  our_strlen
#define strnlen our_strnlen
#define strcmp  our_strcmp
#define strncmp our_strncmp
#define strchr  our_strchr
#define strrchr our_strrchr

#endif
