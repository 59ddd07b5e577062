"""Tests neither read nor write the cache of whoever runs them."""

import os

os.environ["ADC_CACHE"] = "off"
