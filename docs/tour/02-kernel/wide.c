/* Four words set to zero. No number here has a point in it. */
struct four_words {
	long word[4];
};

void clear(struct four_words *out);

void clear(struct four_words *out)
{
	*out = (struct four_words){0};
}
