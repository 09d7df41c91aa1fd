/*
 * Chapter 1 of the tour: one program without a C library, on four grounds.
 *
 * The middle of the file is the program: say, panic, main. It knows nothing of where it runs.
 * The top and the end are the ground: what is there before the first instruction of ours. Each
 * ground gives three things to the program:
 *
 *   an entry       the first instruction; makes a stack that C can live on, then calls main
 *   ground_write   bytes out, if there is anybody to take them
 *   ground_halt    the end; it never returns, for there is nobody to return to
 *
 *   ground        entry named by          stack at entry       the end
 *   Linux         -e, or _start           rsp % 16 == 0        system call 231, exit_group
 *   macOS         -e                      rsp % 16 == 0        system call 1, exit
 *   Windows       /entry                  rsp % 16 == 8        ExitProcess in a DLL
 *   Cortex-M4F    word 1 of address 0     word 0 of address 0  asks the debugger, else sleeps
 */

void ground_write(const char *text, unsigned long len_bytes);
_Noreturn void ground_halt(int status);

/* ---- the program: the same on every ground --------------------------------------------------- */

#ifndef THE_ANSWER
#define THE_ANSWER 42
#endif

#define STRINGIFY_AGAIN(x) #x
#define STRINGIFY(x)       STRINGIFY_AGAIN(x)
#define ASSERT(fact)                                                                               \
	do {                                                                                       \
		if (!(fact))                                                                       \
			panic("main.c:" STRINGIFY(__LINE__) ": not true: " #fact);                 \
	} while (0)

static void say(const char *text)
{
	unsigned long len_bytes = 0;

	while (text[len_bytes] != '\0')
		len_bytes++;
	ground_write(text, len_bytes);
}

static _Noreturn void panic(const char *why)
{
	say("panic: ");
	say(why);
	say("\n");
	ground_halt(1);
}

int main(void)
{
	volatile int six = 6;

	say("Hello World! There is no library under me.\n");
	ASSERT(six * 7 == THE_ANSWER);
	return 0;
}

/* ---- the ground: Linux and macOS on x86_64 --------------------------------------------------- */

#if defined(__linux__) || defined(__APPLE__)

#ifdef __linux__
#define CALL_WRITE 1
#define CALL_EXIT  231
#else
#define CALL_WRITE 0x2000004
#define CALL_EXIT  0x2000001
#endif

/* Nobody called us: there is no return address, the stack begins with the argument count. */
__asm__(".globl _start\n"
        "_start:\n"
        "	xorl	%ebp, %ebp\n"
        "	andq	$-16, %rsp\n"
        "	call	_start_in_c\n"
        "	ud2\n");

/* The second name is the one in the object file: macOS would put an underscore before ours. */
_Noreturn void start_in_c(void) __asm__("_start_in_c");

void start_in_c(void)
{
	ground_halt(main());
}

static long system_call(long number, long a, long b, long c)
{
	long result;

	/* The instruction itself writes rcx and r11: the way back and the flags. */
	__asm__ volatile("syscall"
	                 : "=a"(result)
	                 : "a"(number), "D"(a), "S"(b), "d"(c)
	                 : "rcx", "r11", "memory");
	return result;
}

void ground_write(const char *text, unsigned long len_bytes)
{
	system_call(CALL_WRITE, 1, (long)text, (long)len_bytes);
}

void ground_halt(int status)
{
	for (;;)
		system_call(CALL_EXIT, status, 0, 0);
}
#endif

/* ---- the ground: Windows on x86_64 ----------------------------------------------------------- */

#ifdef _WIN32
#define OUTPUT_HANDLE ((unsigned)-11)

__declspec(dllimport) void *GetStdHandle(unsigned which);
__declspec(dllimport) int WriteFile(void *file, const void *bytes, unsigned len_bytes,
                                    unsigned *written_bytes, void *overlapped);
__declspec(dllimport) _Noreturn void ExitProcess(unsigned status);

_Noreturn void start(void);

/* Called like a function by the system's own thread start, so plain C can be the entry. */
void start(void)
{
	ground_halt(main());
}

void ground_write(const char *text, unsigned long len_bytes)
{
	unsigned written_bytes;

	WriteFile(GetStdHandle(OUTPUT_HANDLE), text, (unsigned)len_bytes, &written_bytes, 0);
}

void ground_halt(int status)
{
	ExitProcess((unsigned)status);
}
#endif

/* ---- the ground: a bare Cortex-M4F, nothing below but the machine ---------------------------- */

#if defined(__ARM_ARCH_7EM__) && !defined(__linux__)
#define STACK_TOP                 0x20010000u
#define SEMIHOSTING_WRITEC        0x03u
#define SEMIHOSTING_EXIT_EXTENDED 0x20u
#define STOPPED_BY_THE_PROGRAM    0x20026u

_Noreturn void reset(void);
_Noreturn void fault(void);

/* The processor reads this table before its first instruction: stack, reset, then the faults. */
struct vectors {
	unsigned stack_top;
	void (*handler[6])(void);
};

__attribute__((section(".vectors"), used)) static const struct vectors vectors = {
	.stack_top = STACK_TOP,
	.handler = {reset, fault, fault, fault, fault, fault},
};

void reset(void)
{
	ground_halt(main());
}

void fault(void)
{
	panic("the processor faulted");
}

/* A breakpoint with the number 0xab speaks to whoever holds the machine: debugger or emulator. */
static void ask_debugger(unsigned what, const void *argument)
{
	register unsigned r0 __asm__("r0") = what;
	register const void *r1 __asm__("r1") = argument;

	__asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

void ground_write(const char *text, unsigned long len_bytes)
{
	for (unsigned long i = 0; i < len_bytes; i++)
		ask_debugger(SEMIHOSTING_WRITEC, &text[i]);
}

void ground_halt(int status)
{
	unsigned why[2] = {STOPPED_BY_THE_PROGRAM, (unsigned)status};

	ask_debugger(SEMIHOSTING_EXIT_EXTENDED, why);
	for (;;)
		__asm__ volatile("wfi");
}
#endif
