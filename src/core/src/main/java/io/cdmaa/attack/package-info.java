/**
 * Gradient attacks on a group of generators at once, within a budget around the photo.
 *
 * <p>Reading order: an {@link io.cdmaa.attack.Objective} gives losses and gradients; {@link
 * io.cdmaa.attack.AttackSettings} say how far, how fast and how the gradients are combined, of
 * which a {@link io.cdmaa.attack.MethodAlgorithms} makes the parts that make a method; an {@link
 * io.cdmaa.attack.Attack} runs and tells an {@link io.cdmaa.attack.AttackListener} about each
 * iteration; the {@link io.cdmaa.attack.AttackResult} is the best photo that was seen.
 *
 * <p>Floor: may import {@code mgda}, {@code generator}, {@code image} and {@code tensor}, nothing
 * above. The attacks themselves know generators through {@code Objective} only; {@link
 * io.cdmaa.attack.GroupObjective} and {@link io.cdmaa.attack.Protector} make the connection. A
 * generator that may only be queried joins in there with an estimated gradient.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.attack;
