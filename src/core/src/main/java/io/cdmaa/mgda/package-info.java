/**
 * Multiple-gradient descent (MGDA): from one loss and one gradient per generator to one direction
 * that increases every loss.
 *
 * <p>Reading order: {@link io.cdmaa.mgda.GradientMatrix} holds the J gradients; {@link
 * io.cdmaa.mgda.GradientArithmetic} reduces them to their small J x J Gram matrix, and {@link
 * io.cdmaa.mgda.Arithmetic} selects its implementation; {@link io.cdmaa.mgda.Regularisation}
 * weights the gradients against each other; a {@link io.cdmaa.mgda.MinNormSolver} finds the
 * minimum-norm point of their convex hull; {@link io.cdmaa.mgda.ModelAggregation} combines these,
 * beside the simpler strategies that MGDA is compared with, and a {@link
 * io.cdmaa.mgda.DomainAggregation} does the same within one generator. Aggregators from multi-task
 * learning that need no losses are {@link io.cdmaa.mgda.GramWeighting}s.
 *
 * <p>Sources: J.-A. D&eacute;sid&eacute;ri, "Multiple-gradient descent algorithm (MGDA) for
 * multiobjective optimization", C. R. Acad. Sci. Paris I 350 (2012) 313-318; O. Sener and V.
 * Koltun, "Multi-Task Learning as Multi-Objective Optimization", NeurIPS 2018; H. Qiu, Y. Du and T.
 * Lu, "The Framework of Cross-Domain and Model Adversarial Attack against Deepfake", Future
 * Internet 14(2), 46 (2022).
 *
 * <p>Layer: may import {@code io.cdmaa} and {@code io.cdmaa.tensor}, nothing above.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.mgda;
