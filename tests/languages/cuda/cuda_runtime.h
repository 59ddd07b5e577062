// As much of CUDA's runtime as emitted code and its tests use, on the processor: threads are turns of a loop.
#pragma once

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define __global__
#define __device__

struct Dimensions {
  unsigned x;
};
static Dimensions blockIdx, threadIdx, blockDim, gridDim;

typedef int cudaError_t;
typedef void* cudaStream_t;
enum { cudaSuccess = 0, cudaDevAttrMultiProcessorCount = 16, cudaMemcpyHostToDevice = 1, cudaMemcpyDeviceToHost = 2 };

static inline const char* cudaGetErrorString(cudaError_t) { return "an error"; }
static inline cudaError_t cudaGetLastError() { return cudaSuccess; }
static inline cudaError_t cudaDeviceSynchronize() { return cudaSuccess; }
static inline cudaError_t cudaGetDevice(int* device) { return *device = 0, cudaSuccess; }
static inline cudaError_t cudaDeviceGetAttribute(int* value, int, int) { return *value = 1, cudaSuccess; }
static inline cudaError_t cudaMalloc(void** to, size_t bytes) { return *to = malloc(bytes), cudaSuccess; }
static inline cudaError_t cudaMemcpy(void* to, const void* from, size_t bytes, int) {
  return memcpy(to, from, bytes), cudaSuccess;
}

/// The last block and thread first: nothing may depend on their order.
template <class Kernel>
void on_processor(Kernel kernel, size_t blocks, size_t threads, int = 0, cudaStream_t = nullptr) {
  gridDim.x = static_cast<unsigned>(blocks);
  blockDim.x = static_cast<unsigned>(threads);
  for (blockIdx.x = gridDim.x; blockIdx.x-- > 0;) {
    for (threadIdx.x = blockDim.x; threadIdx.x-- > 0;) kernel();
  }
}
