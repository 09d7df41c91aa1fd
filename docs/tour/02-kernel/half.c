/* This one does have a point in it. */
double half(double x);

double half(double x)
{
	return x / 2;
}
