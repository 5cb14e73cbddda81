package io.cdmaa.protection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
public record Fingerprint(ArrayNode models, ObjectNode settings, ObjectNode computation) {
  /** Returns the fingerprint for generators. */
  public static Fingerprint of(
      List<Manifest> manifests, ObjectNode settings, ObjectNode computation) {
    ArrayNode models = JsonNodeFactory.instance.arrayNode();
    for (Manifest manifest : manifests) {
      ObjectNode model = models.addObject();
      model.put("file", manifest.onnx().getFileName().toString());
      model.put("sha256", ModelDigest.of(manifest));
      if (manifest.access() == Manifest.Access.QUERY) {
        model.put("access", "query");
      }
    }
    return new Fingerprint(models, settings, computation);
  }

  /** Returns a copy for the given generators. */
  public Fingerprint with(List<Manifest> manifests) {
    return of(manifests, settings, computation);
  }
}
