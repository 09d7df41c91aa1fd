/* A function that calls nobody, and something that uses the stack in its middle. */
static __attribute__((noinline)) int leaf(void)
{
	volatile long kept = 42;

	/* An interrupt in the kernel does just this: it pushes onto the stack that is in use. */
	__asm__ volatile("pushq $0\n\tpopq %%rax" : : : "rax", "memory");
	return (int)kept;
}

int main(void)
{
	return leaf();
}
