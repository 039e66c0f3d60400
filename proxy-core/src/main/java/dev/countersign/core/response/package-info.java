/** What does a behavior change in a response on its way to the viewer? */
@NullMarked
package dev.countersign.core.response;

import org.jspecify.annotations.NullMarked;
