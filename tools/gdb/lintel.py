"""Commands for gdb that know Lintel: `lintel debug` loads them.

    lintel boot        run until the kernel has everything the loader said
    lintel cpus        every processor: where it is, its stack
    lintel threads     every thread: state, processor, time used, where it sleeps
    lintel map         what the loader said of memory (struct boot_info)
    lintel pt ADDR     the walk through the page tables for an address
    lintel log         the serial line's last lines

Page tables are read by physical address through QEMU's monitor, so they can be looked at whatever is
mapped. A machine is a row of WALKERS: how to find the root, how many levels, what an entry's bits
say.
"""

import re

import gdb

PAGE_SHIFT = 12
INDEX_BITS = 9


def read_physical(address):
    """The 64-bit word at a physical address."""
    answer = gdb.execute("monitor xp /1gx %#x" % address, to_string=True)
    found = re.search(r":\s*(0x[0-9a-fA-F]+)", answer)
    if not found:
        raise gdb.GdbError("QEMU does not read physical address %#x: %s" % (address, answer.strip()))
    return int(found.group(1), 16)


def register(name):
    """A register as a number, or an error that names it."""
    try:
        value = gdb.selected_frame().read_register(name)
    except ValueError:
        raise gdb.GdbError("this QEMU does not show the register %s" % name)
    return int(value.cast(gdb.lookup_type("unsigned long"))) & 0xFFFFFFFFFFFFFFFF


def field(value, high, low):
    return (value >> low) & ((1 << (high - low + 1)) - 1)


class X86:
    """[SDM3 4.5]: CR3, four levels or with CR4.LA57 five."""

    @staticmethod
    def start(_address):
        levels = 5 if field(register("cr4"), 12, 12) else 4
        return "cr3", register("cr3") & 0x000FFFFFFFFFF000, levels

    @staticmethod
    def entry(value, level):
        """(present, leaf, physical address, what the bits say)"""
        leaf = level == 1 or bool(field(value, 7, 7))
        names = [(1, "w"), (2, "u"), (3, "pwt"), (4, "pcd"), (5, "a")]
        if leaf:
            names += [(6, "d"), (8, "g")]
        bits = [name for bit, name in names if field(value, bit, bit)]
        bits.append("nx" if field(value, 63, 63) else "x")
        return bool(value & 1), leaf, value & 0x000FFFFFFFFFF000, bits


class Aarch64:
    """[ARM D8]: TTBR0_EL1 below, TTBR1_EL1 above; 4 KiB granule."""

    @staticmethod
    def start(address):
        upper = bool(field(address, 55, 55))
        tcr = register("TCR_EL1")
        unused = field(tcr, 21, 16) if upper else field(tcr, 5, 0)
        root = "TTBR1_EL1" if upper else "TTBR0_EL1"
        levels = -(-(64 - unused - PAGE_SHIFT) // INDEX_BITS)
        return root, register(root) & 0x0000FFFFFFFFF000, levels

    @staticmethod
    def entry(value, level):
        leaf = level == 1 or not field(value, 1, 1)
        bits = []
        if leaf:
            bits.append("attr%d" % field(value, 4, 2))
            bits.append("r" if field(value, 7, 7) else "w")
            bits += [n for b, n in ((6, "u"), (10, "a"), (53, "pxn"), (54, "uxn")) if field(value, b, b)]
        return bool(value & 1), leaf, value & 0x0000FFFFFFFFF000, bits


class Riscv64:
    """[RISCV-PRIV 12.4]: satp gives mode and root."""

    @staticmethod
    def start(_address):
        satp = register("satp")
        levels = {8: 3, 9: 4, 10: 5}.get(field(satp, 63, 60))
        if not levels:
            raise gdb.GdbError("translation is off: satp is %#x" % satp)
        return "satp", field(satp, 43, 0) << PAGE_SHIFT, levels

    @staticmethod
    def entry(value, _level):
        names = ((1, "r"), (2, "w"), (3, "x"), (4, "u"), (5, "g"), (6, "a"), (7, "d"))
        bits = [name for bit, name in names if field(value, bit, bit)]
        return bool(value & 1), field(value, 3, 1) != 0, field(value, 53, 10) << PAGE_SHIFT, bits


WALKERS = {"i386:x86-64": X86, "aarch64": Aarch64, "riscv:rv64": Riscv64}


def walk(address):
    """Prints the entries that translate an address. Returns the physical address or None."""
    name = gdb.selected_inferior().architecture().name()
    walker = WALKERS.get(name)
    if not walker:
        raise gdb.GdbError("lintel pt knows %s, found %s" % (", ".join(sorted(WALKERS)), name))
    root, table, level = walker.start(address)
    print("%#018x: root %s %#x, %d levels" % (address, root, table, level))
    while level > 0:
        shift = PAGE_SHIFT + INDEX_BITS * (level - 1)
        index = field(address, shift + INDEX_BITS - 1, shift)
        value = read_physical(table + 8 * index)
        present, leaf, physical, bits = walker.entry(value, level)
        print(
            "  level %d  [%3d] %#018x  %s"
            % (level, index, value, " ".join(bits) if present else "not present")
        )
        if not present:
            return None
        if leaf:
            physical &= ~((1 << shift) - 1)
            physical |= address & ((1 << shift) - 1)
            print("  physical %#x, page of %d KiB" % (physical, (1 << shift) // 1024))
            return physical
        table = physical
        level -= 1
    raise gdb.GdbError("the walk ended without a page: the tables are damaged")


class Lintel(gdb.Command):
    """Commands that know Lintel: boot, cpus, map, pt ADDR, log."""

    def __init__(self):
        super().__init__("lintel", gdb.COMMAND_DATA, prefix=True)


class Boot(gdb.Command):
    """Run until the kernel has copied what the loader said."""

    def __init__(self):
        super().__init__("lintel boot", gdb.COMMAND_RUNNING)

    def invoke(self, _argument, _from_tty):
        gdb.execute("tbreak greeting_show")
        gdb.execute("continue")


class Cpus(gdb.Command):
    """Every processor: where it is, its stack."""

    def __init__(self):
        super().__init__("lintel cpus", gdb.COMMAND_DATA)

    def invoke(self, _argument, _from_tty):
        selected = gdb.selected_thread()
        for thread in sorted(gdb.selected_inferior().threads(), key=lambda t: t.num):
            thread.switch()
            frame = gdb.newest_frame()
            print(
                "cpu %d  pc %#018x  sp %#018x  %s"
                % (
                    thread.num - 1,
                    frame.pc(),
                    int(gdb.parse_and_eval("(unsigned long)$sp")),
                    frame.name() or "(not the kernel)",
                )
            )
        selected.switch()


# Where a thread that does not run has saved its return address and its frame pointer, from its stack
# pointer on, and where the next pair lies from the frame pointer on (context_switch.S).
SAVED = {
    "i386:x86-64": (48, 40, 8, 0),
    "aarch64": (8, 0, 8, 0),
    "riscv:rv64": (0, 8, -8, -16),
}
SLEEPERS = ("schedule", "sched_block", "wait_sleep_locked", "wait_sleep_until_locked")


def word_at(address):
    return int(gdb.parse_and_eval("*(unsigned long *)%#x" % (address & 0xFFFFFFFFFFFFFFFF)))


def sleeping_place(thread):
    """The functions that have made a thread sleep, innermost first."""
    saved = SAVED.get(gdb.selected_inferior().architecture().name())
    names = []
    if not saved:
        return ""
    stack = int(thread["context"]["stack_pointer"])
    pc, frame = word_at(stack + saved[0]), word_at(stack + saved[1])
    for _ in range(8):
        symbol = gdb.execute("info symbol %#x" % (pc - 1), to_string=True)
        names.append(symbol.split()[0])
        if not frame:
            break
        pc, frame = word_at(frame + saved[2]), word_at(frame + saved[3])
    return " < ".join([name for name in names if name not in SLEEPERS][:3])


class Threads(gdb.Command):
    """Every thread: state, processor, time used, where it sleeps."""

    def __init__(self):
        super().__init__("lintel threads", gdb.COMMAND_DATA)

    def invoke(self, _argument, _from_tty):
        head = gdb.parse_and_eval("&thread_list.threads")
        thread_type = gdb.lookup_type("struct thread")
        offset = [f for f in thread_type.fields() if f.name == "all"][0].bitpos // 8
        node = head["next"]
        if int(node) == int(head):
            raise gdb.GdbError("there are no threads yet")
        while int(node) != int(head):
            thread = gdb.Value(int(node) - offset).cast(thread_type.pointer()).dereference()
            self.show(thread)
            node = node["next"]

    @staticmethod
    def show(thread):
        states = ("runnable", "blocked", "exited")
        state = states[int(thread["state"])]
        place = ""
        if state == "blocked":
            place = sleeping_place(thread)
        print(
            "%4d  %-24s %-8s cpu %d  weight %d  %d us  %s"
            % (
                int(thread["id"]),
                thread["name"].string(),
                state,
                int(thread["cpu"]),
                int(thread["entity"]["weight"]),
                int(thread["runtime_ns"]) // 1000,
                place,
            )
        )


class Map(gdb.Command):
    """What the loader said of memory."""

    def __init__(self):
        super().__init__("lintel map", gdb.COMMAND_DATA)

    def invoke(self, _argument, _from_tty):
        info = gdb.parse_and_eval("boot_data")
        count = int(info["nr_ranges"])
        if not count:
            raise gdb.GdbError("the kernel has not copied the memory map yet: lintel boot first")
        print("loader %s %s" % (info["loader_name"].string(), info["loader_version"].string()))
        for index in range(count):
            entry = info["ranges"][index]
            base, length = int(entry["base"]["raw"]), int(entry["len"])
            kind = str(entry["kind"]).replace("BOOT_MEMORY_", "").lower()
            print("%#018x - %#018x  %10d KiB  %s" % (base, base + length, length // 1024, kind))


class PageTables(gdb.Command):
    """lintel pt ADDR: the walk through the page tables for an address."""

    def __init__(self):
        super().__init__("lintel pt", gdb.COMMAND_DATA, gdb.COMPLETE_SYMBOL)

    def invoke(self, argument, _from_tty):
        if not argument.strip():
            raise gdb.GdbError("lintel pt needs an address, such as: lintel pt &kernel_main")
        value = gdb.parse_and_eval("(unsigned long)(%s)" % argument)
        walk(int(value) & 0xFFFFFFFFFFFFFFFF)


class Log(gdb.Command):
    """The serial line's last lines."""

    def __init__(self):
        super().__init__("lintel log", gdb.COMMAND_DATA)

    def invoke(self, _argument, _from_tty):
        path = gdb.convenience_variable("lintel_serial")
        if path is None:
            raise gdb.GdbError("$lintel_serial names no file: start gdb by lintel debug")
        with open(path.string(), encoding="utf-8", errors="replace") as lines:
            for line in lines.readlines()[-40:]:
                print(re.sub(r"\x1b(\[[0-?]*[ -/]*[@-~]|.)", "", line.rstrip()))


for command in (Lintel, Boot, Cpus, Threads, Map, PageTables, Log):
    command()
