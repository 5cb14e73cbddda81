package io.cdmaa.cli;

import io.cdmaa.mgda.Mgda;
import io.cdmaa.mgda.ModelAggregation;
import io.cdmaa.mgda.Regularisation;
import io.cdmaa.mgda.UniformModels;

/** How the generators' gradients become one. */
enum Method {
  /** MGDA with penalty regularisation: the generator that is attacked worst gains most. */
  CDMAA,
  /** The plain mean. */
  UNIFORM;

  ModelAggregation aggregation() {
    return switch (this) {
      case CDMAA -> new Mgda(Regularisation.PENALTY);
      case UNIFORM -> new UniformModels();
    };
  }
}
