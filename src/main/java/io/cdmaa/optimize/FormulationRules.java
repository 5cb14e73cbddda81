package io.cdmaa.optimize;

/**
 * Which formulation a layer gets without measuring. The bounds are where the formulations broke
 * even on one processor with AVX-512 (benchmarks/README.md); they depend on the layer alone, so
 * that every machine runs the same graph.
 */
final class FormulationRules {
  private static final long WINOGRAD_CHANNELS = 64;
  private static final long WINOGRAD_EXTENT = 16;
  private static final long POLYPHASE_CHANNELS = 64;
  private static final long POLYPHASE_EXTENT = 32;
  private static final long STRIDED_CHANNELS = 4;
  private static final long STRIDED_INPUTS = 32;

  private FormulationRules() {}

  static Formulation choose(Layer layer) {
    if (Formulation.WINOGRAD.fits(layer)
        && layer.channels() >= WINOGRAD_CHANNELS
        && layer.extent() >= WINOGRAD_EXTENT) {
      return Formulation.WINOGRAD;
    }
    if (Formulation.POLYPHASE.fits(layer)
        && layer.hasKernel(4)
        && layer.channels() >= POLYPHASE_CHANNELS
        && layer.extent() >= POLYPHASE_EXTENT) {
      return Formulation.POLYPHASE;
    }
    if (Formulation.STRIDED.fits(layer)
        && layer.outputChannels() <= STRIDED_CHANNELS
        && layer.inputChannels() >= STRIDED_INPUTS) {
      return Formulation.STRIDED;
    }
    return Formulation.PLAIN;
  }
}
