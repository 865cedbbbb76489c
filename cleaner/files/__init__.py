"""What files hold, read in the same way by the filter and by bulk runs."""
