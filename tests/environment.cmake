# Read by ctest. Tests neither read nor write the cache of whoever runs them; those of the cache have folders of their own.
set(ENV{ADC_CACHE} off)
