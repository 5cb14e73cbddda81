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

  /** From so many channels on the transformed weights do not stay in a processor's cache ... */
  private static final long WIDE_CHANNELS = 256;

  /** ... and with fewer positions than this are read for too few products. */
  private static final long WIDE_POSITIONS = 512;

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
        && layer.extent() >= POLYPHASE_EXTENT
        && (layer.channels() < WIDE_CHANNELS || layer.positions() >= WIDE_POSITIONS)) {
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
