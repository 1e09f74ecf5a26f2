/** In place of a ticket, a replica, or anything else that is a number: none. */
export const NOBODY = -1;
