/*
 * Ticks to nanoseconds and back: a multiplication by a fixed-point fraction, made once.
 *
 * The fractions are rounded down, by less than one in 2^44 ns per tick: the clock is then far
 * better than the crystal behind it. Products have up to 128 bits. A tick is at most a millisecond,
 * a nanosecond at most 15 ticks.
 */
#include <kernel/core/clock.h>

#include <kernel/arch/boot.h>
#include <kernel/arch/time.h>

enum {
	NS_FRACTION_BITS = 44,
	TICK_FRACTION_BITS = 60,
};

#define NS_PER_S 1000000000ull

static uint64_t ns_per_tick;    /* times 2^44; 0: unknown */
static uint64_t ticks_per_ns;   /* times 2^60 */
static uint64_t real_offset_ns; /* real time at counter 0 */

/* numerator / denominator, times 2^bits: a long division. */
static uint64_t fraction(uint64_t numerator, uint64_t denominator, unsigned bits)
{
	uint64_t quotient = numerator / denominator;
	uint64_t rest = numerator % denominator;

	for (unsigned i = 0; i < bits; i++) {
		rest <<= 1;
		quotient = quotient << 1 | (rest >= denominator);
		if (rest >= denominator)
			rest -= denominator;
	}
	return quotient;
}

static uint64_t scale(uint64_t value, uint64_t factor, unsigned bits)
{
	return (uint64_t)((unsigned __int128)value * factor >> bits);
}

void clock_init(void)
{
	const struct boot_info *boot = boot_info();
	uint64_t hz = time_counter_hz();

	if (hz == 0)
		return;
	ns_per_tick = fraction(NS_PER_S, hz, NS_FRACTION_BITS);
	ticks_per_ns = fraction(hz, NS_PER_S, TICK_FRACTION_BITS);
	/* The date is that of the loader's start. */
	if (boot->seconds_at_boot > 0)
		real_offset_ns =
			(uint64_t)boot->seconds_at_boot * NS_PER_S - boot->loader_us * 1000;
}

uint64_t time_since_boot_ns(void)
{
	return scale(time_counter(), ns_per_tick, NS_FRACTION_BITS);
}

uint64_t time_real_ns(void)
{
	return real_offset_ns ? real_offset_ns + time_since_boot_ns() : 0;
}

uint64_t clock_ticks_of_ns(uint64_t ns)
{
	return scale(ns, ticks_per_ns, TICK_FRACTION_BITS);
}

uint64_t clock_ns_of_ticks(uint64_t ticks)
{
	return scale(ticks, ns_per_tick, NS_FRACTION_BITS);
}
