/* An entry written in plain C. It looks right, and it falls over at its first wide store. */
typedef int four_ints __attribute__((vector_size(16)));

_Noreturn void _start(void);

void _start(void)
{
	volatile four_ints wide = {1, 2, 3, 4};

	(void)wide;
	for (;;)
		__asm__ volatile("syscall" : : "a"(231), "D"(0) : "rcx", "r11", "memory");
}
