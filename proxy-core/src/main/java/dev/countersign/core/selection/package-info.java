/** Which of a request's fields, cookies and query parameters does a behavior send to its origin? */
@NullMarked
package dev.countersign.core.selection;

import org.jspecify.annotations.NullMarked;
