// The adc program.
#include "tools/run.h"

int main(int argc, char** argv) { return adc::tools::run({argv + (argc > 0 ? 1 : 0), argv + argc}); }
