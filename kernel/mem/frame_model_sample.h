/*
 * The frame allocator beside the simplest model of it: one owner per frame. A sequence of bytes
 * tells what to do; after each step and at the end the two must agree.
 */
#ifndef KERNEL_MEM_FRAME_MODEL_SAMPLE_H
#define KERNEL_MEM_FRAME_MODEL_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include <kernel/arch/boot.h>

/* A machine with these ranges and a new allocator, whatever was before. */
void frame_model_begin(const struct boot_range *ranges, uint32_t nr_ranges);

/* The same with one of a few machines of all shapes, chosen by a number. */
void frame_model_begin_some(uint8_t which);

/* Does what the bytes say; aborts where allocator and model disagree. */
void frame_model_run(const uint8_t *bytes, size_t len);

/* Gives everything back and checks that all of it is free again. */
void frame_model_end(void);

/* How many allocations the model has seen succeed since frame_model_begin. */
uint64_t frame_model_count(void);

#endif
