/* One table of names; faults of the processor are the machine's to make (arch/trap.h). */
#include <kernel/core/provoke.h>

#include <stddef.h>

#include <kernel/arch/trap.h>
#include <kernel/core/log.h>
#include <kernel/core/panic.h>
#include <lib/base/string.h>

static const char *const fault_names[TRAP_NR_PROVOCATIONS] = {
	[TRAP_PROVOKE_DIVIDE] = "divide",
	[TRAP_PROVOKE_INVALID_OPCODE] = "invalid-opcode",
	[TRAP_PROVOKE_NULL] = "null",
	[TRAP_PROVOKE_NON_CANONICAL] = "non-canonical",
	[TRAP_PROVOKE_WRITE_RODATA] = "write-rodata",
	[TRAP_PROVOKE_EXECUTE_DATA] = "execute-data",
	[TRAP_PROVOKE_STACK_OVERFLOW] = "stack-overflow",
};

void provoke(const char *name)
{
	if (strcmp(name, "assert") == 0)
		ASSERT(strlen(name) == 0);
	if (strcmp(name, "panic") == 0)
		panic("asked for on the command line");
	for (int i = 0; i < TRAP_NR_PROVOCATIONS; i++) {
		if (strcmp(name, fault_names[i]) != 0)
			continue;
		if (!trap_provoke(i))
			log_warn("provoke: this machine has no fault for %s", name);
		return;
	}
	log_error("provoke: expected assert, panic, divide, invalid-opcode, null, non-canonical, "
	          "write-rodata, execute-data or stack-overflow, found %s",
	          name);
}
