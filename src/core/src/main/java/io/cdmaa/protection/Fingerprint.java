package io.cdmaa.protection;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelDigest;
import java.util.List;

/**
 * What the bytes of a protected photo depend on, besides the photo and the attributes of the face.
 *
 * @param models digests of the generators
 * @param settings settings of the attack
 * @param computation arithmetic, precision, device and batching: these round differently, and a
 *     search can turn such differences into different levels
 */
public record Fingerprint(List<Model> models, PlannedSettings settings, Computation computation) {

  /**
   * A generator.
   *
   * @param file its file's name
   * @param sha256 its digest
   * @param access query, or null
   */
  record Model(
      String file, String sha256, @JsonInclude(JsonInclude.Include.NON_NULL) String access) {}

  /** The fingerprint for generators. */
  public static Fingerprint of(
      List<Manifest> manifests, PlannedSettings settings, Computation computation) {
    return new Fingerprint(
        manifests.stream()
            .map(
                manifest ->
                    new Model(
                        manifest.onnx().getFileName().toString(),
                        ModelDigest.of(manifest),
                        manifest.access() == Manifest.Access.QUERY ? "query" : null))
            .toList(),
        settings,
        computation);
  }

  /** Returns a copy for the given generators. */
  public Fingerprint with(List<Manifest> manifests) {
    return of(manifests, settings, computation);
  }
}
