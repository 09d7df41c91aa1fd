/*
 * Things that go wrong on purpose (command line: provoke=NAME), for the tests of what a developer
 * sees then, and for people who want to see it.
 */
#ifndef KERNEL_CORE_PROVOKE_H
#define KERNEL_CORE_PROVOKE_H

/* Does what the name says; most never return. An unknown name is logged. */
void provoke(const char *name);

#endif
