/* The part of utf8proc's interface that adc uses. What it says is what the page's browser knows of Unicode. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int32_t utf8proc_int32_t;
typedef uint8_t utf8proc_uint8_t;
typedef ptrdiff_t utf8proc_ssize_t;

typedef enum {
  UTF8PROC_STABLE = 1 << 1,
  UTF8PROC_COMPAT = 1 << 2,
  UTF8PROC_COMPOSE = 1 << 3,
  UTF8PROC_DECOMPOSE = 1 << 4
} utf8proc_option_t;

typedef enum {
  UTF8PROC_CATEGORY_CN,
  UTF8PROC_CATEGORY_LU,
  UTF8PROC_CATEGORY_LL,
  UTF8PROC_CATEGORY_LT,
  UTF8PROC_CATEGORY_LM,
  UTF8PROC_CATEGORY_LO,
  UTF8PROC_CATEGORY_MN,
  UTF8PROC_CATEGORY_MC,
  UTF8PROC_CATEGORY_ME,
  UTF8PROC_CATEGORY_ND,
  UTF8PROC_CATEGORY_NL,
  UTF8PROC_CATEGORY_NO,
  UTF8PROC_CATEGORY_ZS = 23,
} utf8proc_category_t;

utf8proc_category_t utf8proc_category(utf8proc_int32_t c);
int utf8proc_charwidth(utf8proc_int32_t c);
utf8proc_int32_t utf8proc_tolower(utf8proc_int32_t c);
utf8proc_ssize_t utf8proc_iterate(const utf8proc_uint8_t* text, utf8proc_ssize_t size, utf8proc_int32_t* c);
utf8proc_ssize_t utf8proc_encode_char(utf8proc_int32_t c, utf8proc_uint8_t* to);
utf8proc_ssize_t utf8proc_decompose_char(utf8proc_int32_t c, utf8proc_int32_t* to, utf8proc_ssize_t room,
                                         utf8proc_option_t options, int* boundary);
utf8proc_ssize_t utf8proc_map(const utf8proc_uint8_t* text, utf8proc_ssize_t size, utf8proc_uint8_t** to,
                              utf8proc_option_t options);

#ifdef __cplusplus
}
#endif
