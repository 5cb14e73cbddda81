/**
 * ONNX Runtime sessions: execution providers with a reasoned fall-back, thread settings as
 * measured, and sessions whose inputs and outputs are pinned to memory that Java owns.
 *
 * <p>May import {@code tensor} and the root.
 */
package io.cdmaa.runtime;
