package io.cdmaa.attack;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.generator.PhotoShape;
import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.tensor.FloatTensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The objective that an attack maximises: how far the outputs of J generators, under each of their
 * conditions (domains), have moved from those of the unprotected photo.
 *
 * <p>Losses are at least 0 and are mean squared differences L_jk unless the implementation states
 * otherwise. An implementation serves one thread at a time.
 */
public interface Objective {
  /** Returns the names of the J generators, for messages and reports. */
  List<String> generatorNames();

  /** Returns J, the number of generators. */
  default int generators() {
    return generatorNames().size();
  }

  /** Returns the number of domains of a generator, at least 1. */
  int domains(int generator);

  /**
   * Returns whether the domains of a generator can have weights other than 1/K in {@link
   * #evaluate(FloatTensor, DomainWeights, GradientMatrix)}.
   */
  default boolean weighsDomains(int generator) {
    return domains(generator) == 1;
  }

  /**
   * Returns whether losses are estimates that differ between evaluations of the same photo, so that
   * they do not tell which of two iterates is better.
   */
  default boolean isEstimate() {
    return false;
  }

  /**
   * Returns the size at which a photo is seen: what is finer is averaged away.
   *
   * @param photo its shape
   * @return the same channels, and at most the same rows and columns
   */
  default PhotoShape seen(PhotoShape photo) {
    return photo;
  }

  /**
   * Returns the rows of the gradient matrix: by default one per generator, the gradient of the mean
   * over its domains.
   */
  default List<GradientRow> rows() {
    return IntStream.range(0, generators()).mapToObj(GradientRow::mean).toList();
  }

  /**
   * Evaluates losses and gradients at one photo.
   *
   * @param photo [C, h, w] in [-1, 1]; not modified
   * @param gradients as many rows as {@link #rows()}, each with as many columns as the photo has
   *     elements; every row is overwritten with the gradient of its loss
   */
  Losses evaluate(FloatTensor photo, GradientMatrix gradients);

  /**
   * Evaluates losses and gradients at one photo, with weighted domains. The default only supports
   * the mean over the domains.
   *
   * @param photo [C, h, w] in [-1, 1]; not modified
   * @param weights weights of the domains, for an objective whose rows are generators
   * @param gradients as many rows as {@link #rows()}; row j is overwritten with the gradient of
   *     sum_k weights_jk L_jk
   * @return the losses L_jk, not weighted
   * @throws CdmaaException if the objective does not support these weights
   */
  default Losses evaluate(FloatTensor photo, DomainWeights weights, GradientMatrix gradients) {
    if (!weights.areUniform()) {
      throw new CdmaaException(
          ErrorReason.WEIGHTS_UNSUPPORTED,
          "This objective only provides the gradient of the mean over domains; combine domains with"
              + " uniform weights");
    }
    return evaluate(photo, gradients);
  }

  /**
   * Evaluates only the losses. The default computes gradients and discards them; override it if a
   * forward pass alone is cheaper.
   *
   * @param photo [C, h, w] in [-1, 1]; not modified
   */
  default Losses evaluate(FloatTensor photo) {
    return evaluate(photo, new GradientMatrix(rows().size(), photo.size()));
  }

  /**
   * Tells the objective how much of a search is done, which may be more exact at the start. The
   * default ignores it.
   *
   * @param part from 0 to 1
   */
  default void reached(double part) {}

  /**
   * Returns whether {@link #loss} may be asked for the rows of a generator: by default it may. A
   * search does without where evaluations are counted and few.
   */
  default boolean comparesPhotos(int generator) {
    return true;
  }

  /**
   * Evaluates the loss of one row at the photo as it is, also where the other methods change it by
   * transforms. The default evaluates all losses; override it if one alone is cheaper.
   *
   * @param row one of {@link #rows()}, of a generator that {@link #comparesPhotos}
   * @param photo [C, h, w] in [-1, 1]; not modified
   */
  default double loss(GradientRow row, FloatTensor photo) {
    return evaluate(photo).of(row);
  }
}
