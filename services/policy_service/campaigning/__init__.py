"""What joins campaigns (专项活动) with policies and service requests: types, targets, what signs them."""
