/* How is an address written into an instruction? */
extern char somewhere[];

char *where(void);

char *where(void)
{
	return somewhere;
}
