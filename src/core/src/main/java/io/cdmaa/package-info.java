/**
 * The public API, and what all packages share.
 *
 * <p>Start with {@link io.cdmaa.PhotoProtector}: {@code builder()} describes one, {@code protect}
 * gives a {@link io.cdmaa.ProtectedPhoto} with its {@link io.cdmaa.Verdict}; {@link
 * io.cdmaa.Method} says how the search is done. {@link io.cdmaa.CdmaaException} is what a person
 * can put right.
 *
 * <p>This package is stable. All others are internal to the project and may change with any
 * release. They are floors, lowest first: {@code io}, {@code tensor}, {@code image}, {@code
 * runtime}, {@code onnx}, {@code autodiff}, {@code optimize}, {@code transform}, {@code generator},
 * {@code mgda}, {@code attack}, {@code evaluation}, {@code protection}. A floor may import any
 * lower one, never a higher one, and of this package only what all share: exceptions, verdict and
 * outcome, device, precision, strength, the method and the cancellation token.
 */
package io.cdmaa;
