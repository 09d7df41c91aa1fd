/* An assignment. No call in sight. */
struct big {
	char bytes[500];
};

void assign(struct big *to, const struct big *from);

void assign(struct big *to, const struct big *from)
{
	*to = *from;
}
