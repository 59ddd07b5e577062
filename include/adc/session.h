// Sessions in C: what a person types, line by line, and what is replied. The library is libadc-session; adc.h says how
// texts and statuses are meant. adc/session.hpp is the same in C++, and says what a session is.
//
//     adc_session *session = adc_session_new();
//     adc_reply *reply = adc_session_submit(session, "x = 0.5; x^2", ADC_ZERO_TERMINATED);
//     fputs(adc_reply_text(reply), stdout);
//     fputs(adc_reply_messages(reply), stderr);
//     adc_reply_free(reply);
//     adc_session_free(session);
#ifndef ADC_SESSION_H
#define ADC_SESSION_H

#include "adc.h"

// NOLINTBEGIN(modernize-use-using, modernize-deprecated-headers, readability-identifier-naming): it is C

#ifdef __cplusplus
extern "C" {
#endif

/// By one thread at a time, but for `adc_session_interrupt`.
typedef struct adc_session adc_session;
/// What a session says; texts and numbers in it live as long as it does.
typedef struct adc_reply adc_reply;
/// What may stand at a cursor.
typedef struct adc_completions adc_completions;

/// NULL where memory lacks.
ADC_C_API adc_session* adc_session_new(void);
ADC_C_API void adc_session_free(adc_session* session);

/// Does what a text says: statements, questions (`?sin`) and commands (`:vars`). `length`: bytes, or
/// ADC_ZERO_TERMINATED. NULL where memory lacks, or an argument is NULL.
ADC_C_API adc_reply* adc_session_submit(adc_session* session, const char* text, size_t length);
/// 1 if the text is a whole, 0 if a bracket is open or an operator comes last.
ADC_C_API int adc_session_is_complete(const adc_session* session, const char* text, size_t length);
/// 1 if the last change has been taken back, 0 if there was none.
ADC_C_API int adc_session_undo(adc_session* session);
/// What is defined, as a text that can be submitted; the caller's, for `adc_text_free`.
ADC_C_API char* adc_session_save(const adc_session* session);
/// Ends what is under way, soon: from any thread, or a signal's handler.
ADC_C_API void adc_session_interrupt(adc_session* session);

/// ADC_OK, or the class of the error that ended it; what stood before has been done.
ADC_C_API adc_status adc_reply_status(const adc_reply* reply);
/// Results as a terminal shows them.
ADC_C_API const char* adc_reply_text(const adc_reply* reply);
/// Notes and the error, as a terminal shows them; "" if there are none.
ADC_C_API const char* adc_reply_messages(const adc_reply* reply);
/// The slug of the error, "" if there is none.
ADC_C_API const char* adc_reply_slug(const adc_reply* reply);
/// 1 if it was `:quit`.
ADC_C_API int adc_reply_ends(const adc_reply* reply);
/// The values among the results, in order, with their labels ("value", "d/dx"): `size` numbers, row-major, of `rank`
/// extents. NULL beyond the last; `size`, `extents` and `rank` may be NULL.
ADC_C_API size_t adc_reply_value_count(const adc_reply* reply);
ADC_C_API const char* adc_reply_label(const adc_reply* reply, size_t i);
ADC_C_API const double* adc_reply_value(const adc_reply* reply, size_t i, size_t* size, const int64_t** extents,
                                        size_t* rank);
ADC_C_API void adc_reply_free(adc_reply* reply);

/// What may stand at the byte `cursor` of the text.
ADC_C_API adc_completions* adc_session_complete(const adc_session* session, const char* text, size_t length,
                                                size_t cursor);
ADC_C_API size_t adc_completions_count(const adc_completions* completions);
/// What the candidates replace.
ADC_C_API adc_span adc_completions_span(const adc_completions* completions);
ADC_C_API const char* adc_completions_text(const adc_completions* completions, size_t i);
/// A line about it.
ADC_C_API const char* adc_completions_detail(const adc_completions* completions, size_t i);
ADC_C_API void adc_completions_free(adc_completions* completions);

#ifdef __cplusplus
}
#endif

// NOLINTEND(modernize-use-using, modernize-deprecated-headers, readability-identifier-naming)

#endif
