int _start(void)
{
	return 42;
}
