/*
 * Error numbers of the shared C rooms. Functions return 0 or a negative number.
 * The values are Linux's, so that a later system call can hand them on unchanged.
 * Source: [man errno(3)], asm-generic/errno-base.h numbering.
 */
#ifndef LIB_BASE_ERRNO_H
#define LIB_BASE_ERRNO_H

#ifndef ENOENT
#define ENOENT    2
#define EIO       5
#define ENOEXEC   8
#define EAGAIN    11
#define ENOMEM    12
#define EACCES    13
#define EBUSY     16
#define EEXIST    17
#define ENODEV    19
#define EINVAL    22
#define EFBIG     27
#define ENOSPC    28
#define ERANGE    34
#define ENOSYS    38
#define EBADMSG   74
#define EOVERFLOW 75
#define EILSEQ    84
#define ENOTSUP   95
#define ETIMEDOUT 110
#endif

#endif
