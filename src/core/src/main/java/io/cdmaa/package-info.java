/**
 * The public API and the types that all packages share.
 *
 * <p>Start with {@link io.cdmaa.PhotoProtector}: {@code builder()} configures one, {@code protect}
 * returns a {@link io.cdmaa.ProtectedPhoto} with its {@link io.cdmaa.Verdict}; a {@link
 * io.cdmaa.Method} describes the search. {@link io.cdmaa.CdmaaException} reports errors that the
 * user can fix.
 *
 * <p>This package is stable. All others are internal to the project and may change with any
 * release. They are layers, lowest first: {@code io}, {@code tensor}, {@code image}, {@code
 * runtime}, {@code onnx}, {@code autodiff}, {@code optimize}, {@code transform}, {@code generator},
 * {@code mgda}, {@code attack}, {@code evaluation}, {@code protection}. A layer may import any
 * lower one, never a higher one, and from this package only the shared types: exceptions, verdict
 * and outcome, device, precision, strength, the method and the cancellation token.
 */
package io.cdmaa;
