/* What emitted C calls of BLAS, done plainly, so that tests need no library. */
#include <stddef.h>

enum CBLAS_ORDER { CblasRowMajor = 101 };
enum CBLAS_TRANSPOSE { CblasNoTrans = 111, CblasTrans = 112 };

#define ADC_GEMM(name, T)                                                                                         \
  static void name(enum CBLAS_ORDER order, enum CBLAS_TRANSPOSE ta, enum CBLAS_TRANSPOSE tb, int m, int n, int k, \
                   T alpha, const T* a, int lda, const T* b, int ldb, T beta, T* c, int ldc) {                    \
    (void)order;                                                                                                  \
    for (int i = 0; i < m; ++i) {                                                                                 \
      for (int j = 0; j < n; ++j) {                                                                               \
        T sum = 0;                                                                                                \
        for (int l = 0; l < k; ++l) {                                                                             \
          sum += (ta == CblasTrans ? a[l * lda + i] : a[i * lda + l]) *                                           \
                 (tb == CblasTrans ? b[j * ldb + l] : b[l * ldb + j]);                                            \
        }                                                                                                         \
        T* const to = &c[i * ldc + j];                                                                            \
        *to = alpha * sum + (beta == 0 ? 0 : beta * *to);                                                         \
      }                                                                                                           \
    }                                                                                                             \
  }
#ifdef __GNUC__
__attribute__((unused))
#endif
ADC_GEMM(cblas_dgemm, double)
#ifdef __GNUC__
    __attribute__((unused))
#endif
    ADC_GEMM(cblas_sgemm, float)
