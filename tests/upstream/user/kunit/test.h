/* SPDX-License-Identifier: MIT */
/*
 * As much of KUnit as channel_kunit.c uses, in user space. Failures are printed;
 * run.c has the rest.
 */
#ifndef USER_KUNIT_TEST_H
#define USER_KUNIT_TEST_H

#include <limits.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <linux/build_bug.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/types.h>

#define KUNIT_PARAM_DESC_SIZE 128

struct kunit {
	void *priv;
	const void *param_value;
	unsigned int failures;
	jmp_buf end;
};

struct kunit_case {
	void (*run_case)(struct kunit *test);
	const char *name;
	const void *(*generate_params)(struct kunit *test, const void *prev, char *desc);
};

struct kunit_suite {
	const char name[64];
	int (*init)(struct kunit *test);
	void (*exit)(struct kunit *test);
	struct kunit_case *test_cases;
};

/* Prints, counts. */
void kunit_fail(struct kunit *test, const char *file, int line, const char *what,
		long long left, long long right);

static inline void *kunit_kzalloc(struct kunit *test, size_t size, int flags)
{
	(void)test;
	(void)flags;
	return calloc(1, size);
}

#define KUNIT_CASE(f)		{ .run_case = f, .name = #f }
#define KUNIT_CASE_PARAM(f, g)	{ .run_case = f, .name = #f, .generate_params = g }

#define KUNIT_ARRAY_PARAM_DESC(id, array, member)				\
	static const void *id##_gen_params(struct kunit *test, const void *prev, char *desc) \
	{									\
		const __typeof__((array)[0]) *next = prev ?			\
			(const __typeof__((array)[0]) *)prev + 1 : (array);	\
										\
		(void)test;							\
		if (next == (array) + ARRAY_SIZE(array))			\
			return NULL;						\
		strncpy(desc, next->member, KUNIT_PARAM_DESC_SIZE - 1);		\
		return next;							\
	}

#define kunit_test_suite(suite)	struct kunit_suite *const the_suite = &(suite)

#define KUNIT_HOLDS(test, holds, what, left, right, otherwise)			\
	do {									\
		if (!(holds)) {							\
			kunit_fail(test, __FILE__, __LINE__, what,		\
				   (long long)(left), (long long)(right));	\
			otherwise;						\
		}								\
	} while (0)
#define KUNIT_END(test)	longjmp((test)->end, 1)

#define KUNIT_EXPECT_EQ(t, a, b)	KUNIT_HOLDS(t, (a) == (b), #a " == " #b, a, b, )
#define KUNIT_EXPECT_EQ_MSG(t, a, b, f, ...) \
	KUNIT_HOLDS(t, (a) == (b), #a " == " #b, a, (__VA_ARGS__), )
#define KUNIT_EXPECT_GT(t, a, b)	KUNIT_HOLDS(t, (a) > (b), #a " > " #b, a, b, )
#define KUNIT_EXPECT_TRUE(t, a)		KUNIT_HOLDS(t, a, #a, 0, 0, )
#define KUNIT_EXPECT_FALSE(t, a)	KUNIT_HOLDS(t, !(a), "not " #a, 0, 0, )
#define KUNIT_EXPECT_NULL(t, a)		KUNIT_HOLDS(t, !(a), "no " #a, 0, 0, )
#define KUNIT_EXPECT_MEMEQ(t, a, b, n)	KUNIT_HOLDS(t, !memcmp(a, b, n), #a " is " #b, 0, 0, )
#define KUNIT_ASSERT_EQ(t, a, b)	KUNIT_HOLDS(t, (a) == (b), #a " == " #b, a, b, KUNIT_END(t))
#define KUNIT_ASSERT_LT(t, a, b)	KUNIT_HOLDS(t, (a) < (b), #a " < " #b, a, b, KUNIT_END(t))
#define KUNIT_ASSERT_NOT_NULL(t, a)	KUNIT_HOLDS(t, a, #a, 0, 0, KUNIT_END(t))
#define KUNIT_ASSERT_NOT_ERR_OR_NULL(t, a) \
	KUNIT_HOLDS(t, (a) && !IS_ERR(a), #a, 0, 0, KUNIT_END(t))

#define MODULE_DESCRIPTION(words)	_Static_assert(sizeof(words), "")
#define MODULE_LICENSE(words)		_Static_assert(sizeof(words), "")

#endif /* USER_KUNIT_TEST_H */
