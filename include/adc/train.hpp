// Training of networks and other programs: libadc-train, built on the public API of adc alone.
#pragma once

#include "adc/train/dataset.hpp"
#include "adc/train/examples.hpp"
#include "adc/train/fit.hpp"
#include "adc/train/initialise.hpp"
#include "adc/train/metrics.hpp"
#include "adc/train/model.hpp"
#include "adc/train/network.hpp"
#include "adc/train/objective.hpp"
#include "adc/train/optimiser.hpp"
#include "adc/train/plot.hpp"
#include "adc/train/random.hpp"
#include "adc/train/roles.hpp"
#include "adc/train/safetensors.hpp"
#include "adc/train/scaling.hpp"
#include "adc/train/schedule.hpp"
#include "adc/train/trainer.hpp"
