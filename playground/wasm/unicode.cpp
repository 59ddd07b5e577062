// utf8proc's functions (include/utf8proc.h) by what browsers know of Unicode: the module's imports.
#include <utf8proc.h>

#include <cstdlib>
#include <cstring>
#include <initializer_list>

#define ADC_IMPORT(name) __attribute__((import_module("unicode"), import_name(name)))

extern "C" {

/// The general category as the two letters' codes, the first times 256: 'L' · 256 + 'u'.
ADC_IMPORT("category") int adc_unicode_category(int c);
ADC_IMPORT("width") int adc_unicode_width(int c);
ADC_IMPORT("lower") int adc_unicode_lower(int c);
/// Writes the composed form of `text`, after compatibility decomposition if `compatible`, to `to` if it has room for
/// it. The bytes that it takes.
ADC_IMPORT("normalize") int adc_unicode_normalize(const void* text, int size, bool compatible, void* to, int room);

utf8proc_category_t utf8proc_category(utf8proc_int32_t c) {
  struct Named {
    char name[3];
    utf8proc_category_t category;
  };
  static constexpr Named kCategories[] = {
      {"Lu", UTF8PROC_CATEGORY_LU}, {"Ll", UTF8PROC_CATEGORY_LL}, {"Lt", UTF8PROC_CATEGORY_LT},
      {"Lm", UTF8PROC_CATEGORY_LM}, {"Lo", UTF8PROC_CATEGORY_LO}, {"Mn", UTF8PROC_CATEGORY_MN},
      {"Mc", UTF8PROC_CATEGORY_MC}, {"Me", UTF8PROC_CATEGORY_ME}, {"Nd", UTF8PROC_CATEGORY_ND},
      {"Nl", UTF8PROC_CATEGORY_NL}, {"No", UTF8PROC_CATEGORY_NO}, {"Zs", UTF8PROC_CATEGORY_ZS},
  };
  const int code = adc_unicode_category(c);
  for (const Named& of : kCategories)
    if (code == of.name[0] * 256 + of.name[1]) return of.category;
  return UTF8PROC_CATEGORY_CN;
}

int utf8proc_charwidth(utf8proc_int32_t c) { return adc_unicode_width(c); }
utf8proc_int32_t utf8proc_tolower(utf8proc_int32_t c) { return adc_unicode_lower(c); }

utf8proc_ssize_t utf8proc_iterate(const utf8proc_uint8_t* text, utf8proc_ssize_t size, utf8proc_int32_t* c) {
  *c = -1;
  if (size == 0) return 0;
  const unsigned first = text[0];
  const utf8proc_ssize_t bytes = first < 0x80   ? 1
                                 : first < 0xC2 ? 0
                                 : first < 0xE0 ? 2
                                 : first < 0xF0 ? 3
                                 : first < 0xF5 ? 4
                                                : 0;
  if (bytes == 0 || bytes > size) return -1;
  auto value = static_cast<utf8proc_int32_t>(bytes == 1 ? first : first & (0xFFU >> (bytes + 1)));
  for (utf8proc_ssize_t i = 1; i < bytes; ++i) {
    if ((text[i] & 0xC0U) != 0x80U) return -1;
    value = value << 6 | (text[i] & 0x3F);
  }
  const bool is_long = (bytes == 3 && value < 0x800) || (bytes == 4 && value < 0x10000);
  if (is_long || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return -1;
  *c = value;
  return bytes;
}

utf8proc_ssize_t utf8proc_encode_char(utf8proc_int32_t c, utf8proc_uint8_t* to) {
  const auto value = static_cast<unsigned>(c);
  if (c < 0 || value > 0x10FFFF) return 0;
  const int bytes = value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4;
  if (bytes == 1) {
    to[0] = static_cast<utf8proc_uint8_t>(value);
    return 1;
  }
  for (int i = 0; i < bytes; ++i) {
    const unsigned bits = value >> (6 * (bytes - 1 - i));
    to[i] = static_cast<utf8proc_uint8_t>(i == 0 ? (0xF00U >> bytes & 0xFFU) | bits : 0x80U | (bits & 0x3FU));
  }
  return bytes;
}

utf8proc_ssize_t utf8proc_decompose_char(utf8proc_int32_t c, utf8proc_int32_t* to, utf8proc_ssize_t room,
                                         utf8proc_option_t options, int* /*boundary*/) {
  utf8proc_uint8_t text[4];
  utf8proc_uint8_t plain[128];
  const utf8proc_ssize_t size = utf8proc_encode_char(c, text);
  const int bytes = adc_unicode_normalize(text, static_cast<int>(size), (options & UTF8PROC_COMPAT) != 0, plain,
                                          static_cast<int>(sizeof plain));
  utf8proc_ssize_t count = 0;
  for (utf8proc_ssize_t at = 0; at < bytes; ++count) {
    utf8proc_int32_t next = -1;
    const utf8proc_ssize_t step = utf8proc_iterate(plain + at, bytes - at, &next);
    if (step <= 0) return -1;
    if (count < room) to[count] = next;
    at += step;
  }
  return count;
}

utf8proc_ssize_t utf8proc_map(const utf8proc_uint8_t* text, utf8proc_ssize_t size, utf8proc_uint8_t** to,
                              utf8proc_option_t options) {
  const bool is_compatible = (options & UTF8PROC_COMPAT) != 0;
  const int bytes = adc_unicode_normalize(text, static_cast<int>(size), is_compatible, nullptr, 0);
  *to = static_cast<utf8proc_uint8_t*>(std::malloc(static_cast<std::size_t>(bytes) + 1));
  if (*to == nullptr) return -1;
  adc_unicode_normalize(text, static_cast<int>(size), is_compatible, *to, bytes);
  (*to)[bytes] = 0;
  return bytes;
}

}  // extern "C"
