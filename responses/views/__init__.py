"""The pages of this app: the customer's (public), the collectors', and the list of responses."""
