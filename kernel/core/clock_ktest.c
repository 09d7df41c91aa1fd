/* Clocks: forward, there and back, and a date that can be. */
#include <kernel/core/clock.h>

#include <kernel/arch/time.h>
#include <kernel/core/test.h>

#define NS_PER_S 1000000000ull

TEST(clock_goes_forward)
{
	uint64_t last_ns = time_since_boot_ns();

	for (int i = 0; i < 1000; i++) {
		uint64_t now_ns = time_since_boot_ns();

		EXPECT(now_ns >= last_ns);
		last_ns = now_ns;
	}
	EXPECT(last_ns > 0);
}

TEST(clock_converts_both_ways)
{
	uint64_t hz = time_counter_hz();
	uint64_t day_ns = 86400 * NS_PER_S;
	uint64_t there_ns = clock_ns_of_ticks(clock_ticks_of_ns(day_ns));

	EXPECT(clock_ticks_of_ns(NS_PER_S) <= hz && clock_ticks_of_ns(NS_PER_S) >= hz - 1);
	/* Wrong by less than 10 us a day, a tenth of a billionth. */
	EXPECT(there_ns <= day_ns && day_ns - there_ns < 100000);
}

/* Between 2020 and 2120, where the machine has a date at all. */
TEST(clock_real_time_is_of_this_century)
{
	uint64_t seconds = time_real_ns() / NS_PER_S;

	EXPECT(seconds == 0 || (seconds > 1577836800 && seconds < 4733510400));
}
